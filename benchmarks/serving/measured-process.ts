import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { FloodOrder, FloodReport } from './flood.ts'
import type { LoadOrder, LoadReport } from './load.ts'
import type { PacedOrder, PacedReport } from './paced-load.ts'

export interface Usage {
  readonly cpuUs: number
  readonly rssBytes: number
  /** Longest time since the last question in which the event loop did not turn. */
  readonly stallMs?: number
  /** The same without what the serving thread waited for a CPU: its work, and what it waited for a disk. */
  readonly stallOwnMs?: number
  /** The same without V8's collector too. */
  readonly stallWorkMs?: number
  /** CPU time that the serving thread spent in the longest-working of these. */
  readonly stallCpuMs?: number
}

/** A server in a process of its own that tells what it has used. */
export interface MeasuredServer {
  readonly url: string
  readonly pid: number
  usage(): Promise<Usage>
  stop(): Promise<void>
}

export interface StartOptions {
  /** A file of this folder that is loaded first and answers for the process. */
  readonly reporter?: 'report-cpu.ts' | 'report-stalls.ts'
  readonly cwd?: string
}

/** @param args what Node.js runs; its first line on standard output must be JSON with `url` */
export async function startServer(
  args: readonly string[],
  { reporter = 'report-cpu.ts', cwd }: StartOptions = {},
): Promise<MeasuredServer> {
  const preload = new URL(reporter, import.meta.url).href
  const child = spawn(process.execPath, [...nodeOptions, '--import', preload, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, RATCHET_LOG_LEVEL: 'error' },
    ...(cwd === undefined ? {} : { cwd }),
  })
  const { url } = JSON.parse(await firstLine(child)) as { url: string }
  return {
    url,
    pid: child.pid as number, // it has said something
    usage: async () => (await ask(child, {})) as Usage,
    stop: async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

export interface LoadGenerator {
  run(order: LoadOrder): Promise<LoadReport>
  /** Requests at a steady rate, whatever becomes of them. */
  pace(order: PacedOrder): Promise<PacedReport>
  /** The same from callers who do not wait for each other. */
  flood(order: FloodOrder): Promise<FloodReport>
  stop(): void
}

export function startLoadGenerator(): LoadGenerator {
  const child = fork(fileURLToPath(new URL('load.ts', import.meta.url)), { execArgv: nodeOptions })
  return {
    run: async (order) => (await ask(child, order)) as LoadReport,
    pace: async (order) => (await ask(child, order)) as PacedReport,
    flood: async (order) => (await ask(child, order)) as FloodReport,
    stop: () => child.kill('SIGTERM'),
  }
}

const nodeOptions = ['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning']

/** @throws Error when the process ends instead of answering */
async function ask(child: ChildProcess, message: object): Promise<unknown> {
  const over = new AbortController()
  const { signal } = over
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`A measured process ended with ${code}.`)
  })
  const answer = once(child, 'message', { signal })
  child.send(message)
  try {
    const [first] = await Promise.race([answer, ended])
    return first
  } finally {
    over.abort()
    ended.catch(() => {})
    answer.catch(() => {})
  }
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of stdout ?? []) {
    text += String(chunk)
    if (text.includes('\n')) break
  }
  return text.split('\n')[0] ?? ''
}
