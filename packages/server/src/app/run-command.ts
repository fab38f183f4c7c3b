import { fstatSync } from 'node:fs'
import { helpOfCommand } from '../platform/cli-kit/help.ts'
import { parseArguments } from '../platform/cli-kit/parse-arguments.ts'
import type { Command } from '../platform/cli-kit/types.ts'
import { readEnvironment } from './config.ts'
import { openContext } from './context.ts'

/** Runs a command with the process's own streams and signals. */
export async function runCommand(command: Command, args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(helpOfCommand(command))
    return 0
  }
  const input = parseArguments(command, args)
  const interrupt = new AbortController()
  const stop = () => interrupt.abort()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  leaveQuietlyWhenNobodyReads()
  const context = await openContext({
    input,
    environment: readEnvironment(),
    workingFolder: process.cwd(),
    streams: { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr },
    stdinSizeBytes: sizeOfInput(),
    isTerminal: process.stderr.isTTY === true,
    signal: interrupt.signal,
  })
  try {
    const code = await command.run(context, input)
    return interrupt.signal.aborted && code !== 0 ? 130 : code
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
    await context.close()
  }
}

function sizeOfInput(): number | undefined {
  try {
    const stat = fstatSync(0)
    return stat.isFile() ? stat.size : undefined
  } catch {
    return undefined // closed
  }
}

/** `ratchet predict … | head`: the reader has had enough, which is no fault. */
function leaveQuietlyWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
}
