import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const program = fileURLToPath(new URL('../../packages/server/bin/ratchet.mjs', import.meta.url))
const source = '--conditions=ratchet-source'

export interface Ran {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd: string
  readonly input?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
}

/** Runs one command line to its end, as a user's shell would. */
export async function runRatchet(args: readonly string[], options: RunOptions): Promise<Ran> {
  const child = spawnRatchet(args, options)
  const said = gather(child)
  child.stdin.on('error', () => {}) // a command may end without reading its input
  child.stdin.end(options.input ?? '')
  const [status] = (await once(child, 'close')) as [number | null]
  return { status: status ?? -1, ...said }
}

/** A server that was started and answers. */
export interface RunningServer {
  readonly url: string
  readonly child: ChildProcessWithoutNullStreams
  readonly said: { readonly stdout: string; readonly stderr: string }
  /** Asks it to stop and waits; the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Starts `ratchet serve ARGS --port 0` and waits until it has printed its URL. */
export async function startServer(
  args: readonly string[],
  options: RunOptions,
): Promise<RunningServer> {
  const child = spawnRatchet(['serve', ...args, '--port', '0'], options)
  // A test that fails half way must not leave its server running.
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const said = gather(child)
  child.stdin.end()
  const exited = once(child, 'close') as Promise<[number | null]>
  const url = await Promise.race([
    urlFrom(child),
    exited.then(([status]) => {
      throw new Error(`serve ended with ${status}: ${said.stdout}${said.stderr}`)
    }),
  ])
  return {
    url,
    child,
    said,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal)
      const [status] = await exited
      return status
    },
  }
}

/** A folder of the test's own, removed with `using`. */
export function temporaryFolder(): { readonly path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'ratchet-test-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** Starts one command line. */
export function spawnRatchet(
  args: readonly string[],
  options: RunOptions,
): ChildProcessWithoutNullStreams {
  const env = { ...process.env, CI: 'true', ...options.env }
  return spawn(process.execPath, [source, program, ...args], { cwd: options.cwd, env })
}

function gather(child: ChildProcessWithoutNullStreams): { stdout: string; stderr: string } {
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => {
    said.stdout += chunk.toString('utf8')
  })
  child.stderr.on('data', (chunk: Buffer) => {
    said.stderr += chunk.toString('utf8')
  })
  return said
}

async function urlFrom(child: ChildProcessWithoutNullStreams): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/[^\s"]+/.exec(line)?.[0]
    if (url !== undefined) return url
  }
  return await new Promise(() => {}) // the end of the process is awaited beside this
}
