import { helpOfCommand } from '../platform/cli-kit/help.ts'
import { commandTable } from './command-table.ts'

/** The help of every verb, for the reference page. */
export async function describeCommands(): Promise<readonly { name: string; help: string }[]> {
  const commands = await Promise.all(commandTable.map((entry) => entry.load()))
  return commands.map((command) => ({ name: command.name, help: helpOfCommand(command) }))
}
