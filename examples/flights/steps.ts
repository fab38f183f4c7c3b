import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { replayFlights } from './replay.ts'

const program = fileURLToPath(import.meta.resolve('@ratchet-ml/server/bin/ratchet.mjs'))

/** A heading between the steps. */
export function title(text: string): void {
  process.stdout.write(`\n== ${text}\n`)
}

/** Shows a command as it would be typed. */
export function show(args: readonly string[]): void {
  process.stdout.write(`$ ratchet ${args.map(quote).join(' ')}\n`)
}

/**
 * Shows a command as it would be typed and runs it; ends the program where it ends otherwise than expected.
 *
 * @param expected its exit code
 */
export async function ratchet(args: readonly string[], expected = 0): Promise<void> {
  show(args)
  const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit' })
  const [status] = await once(child, 'exit')
  if (status !== expected) process.exit(typeof status === 'number' && status > 0 ? status : 7)
}

/** What a command says with `--json`. */
export async function ratchetJson(args: readonly string[]): Promise<unknown> {
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  const child = spawn(process.execPath, [program, ...args, '--json'], { stdio: [...stdio] })
  let said = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8')
  })
  const [status] = await once(child, 'close')
  if (status !== 0) process.exit(typeof status === 'number' ? status : 7)
  return JSON.parse(said)
}

/** Serves the registry and sends it real flights, until a signal comes. */
export async function serveUntilStopped(port: string): Promise<void> {
  const args = ['serve', '--port', port]
  process.stdout.write(`$ ratchet ${args.join(' ')}\n`)
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stopReplay = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopReplay.abort()
      child.kill('SIGTERM')
    })
  }
  const exited = once(child, 'exit')
  let isSending = false
  for await (const line of createInterface({ input: child.stdout })) {
    process.stdout.write(`${line}\n`)
    const url = /(http:\/\/\S+)\/predict\/.*\.decode\(\)\)/.exec(line)?.[1]
    if (isSending || url === undefined) continue // the last line of the greeting has not come yet
    isSending = true
    process.stdout.write(`\nReal flights of June are sent to it. Open ${url} (Ctrl-C stops).\n`)
    void replayFlights(url, stopReplay.signal)
  }
  const [status] = await exited
  process.exitCode = typeof status === 'number' ? status : 0
}

function quote(word: string): string {
  return /^[\w@./:=-]+$/.test(word) ? word : `"${word}"`
}
