import { commandTable, type TableEntry } from './command-table.ts'
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
  const { entry, rest } = await findCommand(args)
  const { runCommand } = await import('./run-command.ts')
  return await runCommand(await entry.load(), rest)
}

async function printHelp(words: readonly string[]): Promise<number> {
  const help = await import('../platform/cli-kit/help.ts')
  const text =
    words.length === 0
      ? help.helpOfProgram(commandTable, release)
      : help.helpOfCommand(await (await findCommand(words)).entry.load())
  process.stdout.write(text)
  return 0
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
