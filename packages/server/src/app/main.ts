import { commandsOfGroup, commandTable, type TableEntry } from './command-table.ts'
import { release } from './release.ts'

/** Runs one command line and gives its exit code; never throws. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await dispatch(args)
  } catch (thrown) {
    const { reportThrown } = await import('./report-thrown.ts')
    return reportThrown(thrown, args.includes('--json'), process.stderr)
  }
}

async function dispatch(args: readonly string[]): Promise<number> {
  const [first, ...others] = args
  if (first === '--version') {
    process.stdout.write(
      args.includes('--json') ? `${JSON.stringify({ release })}\n` : `${release}\n`,
    )
    return 0
  }
  if (first === undefined || first === '--help' || first === '-h') return await printHelp([])
  if (first === 'help') return await printHelp(others)
  if (isGroup(first) && ['--help', '-h'].includes(others[0] ?? '')) return await printHelp([first])
  const { entry, rest } = await findCommand(args)
  const { runCommand } = await import('./run-command.ts')
  return await runCommand(await entry.load(), rest)
}

async function printHelp(words: readonly string[]): Promise<number> {
  const help = await import('../platform/cli-kit/help.ts')
  const [first, second] = words
  if (first === undefined) process.stdout.write(help.helpOfProgram(commandTable, release))
  else if (isGroup(first) && second === undefined)
    process.stdout.write(help.helpOfGroup(first, commandsOfGroup(first)))
  else process.stdout.write(help.helpOfCommand(await (await findCommand(words)).entry.load()))
  return 0
}

/** Whether a word is no verb itself, but the first of some. */
function isGroup(word: string): boolean {
  return commandsOfGroup(word).length > 0 && commandTable.every(({ name }) => name !== word)
}

/** The verb, of one word or two, and what follows it. */
async function findCommand(
  args: readonly string[],
): Promise<{ entry: TableEntry; rest: readonly string[] }> {
  for (const length of [2, 1]) {
    const name = args.slice(0, length).join(' ')
    const entry = commandTable.find((one) => one.name === name)
    if (entry !== undefined) return { entry, rest: args.slice(length) }
  }
  const { unknownCommand } = await import('./unknown-command.ts')
  throw unknownCommand(args)
}
