import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { LoadOrder, LoadReport } from './load.ts'

export interface Usage {
  readonly cpuUs: number
  readonly rssBytes: number
}

/** A server in a process of its own that tells what it has used. */
export interface MeasuredServer {
  readonly url: string
  usage(): Promise<Usage>
  stop(): Promise<void>
}

/**
 * @param args what Node.js runs; its first line on standard output must be JSON with `url`
 * @param folder where it runs; this process's own unless told
 */
export async function startServer(
  args: readonly string[],
  folder = process.cwd(),
): Promise<MeasuredServer> {
  const preload = new URL('report-cpu.ts', import.meta.url).href
  const child = spawn(process.execPath, [...nodeOptions, '--import', preload, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    cwd: folder,
  })
  const { url } = JSON.parse(await firstLine(child)) as { url: string }
  return {
    url,
    usage: async () => (await ask(child, {})) as Usage,
    stop: async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

export interface LoadGenerator {
  run(order: LoadOrder): Promise<LoadReport>
  stop(): void
}

export function startLoadGenerator(): LoadGenerator {
  const child = fork(fileURLToPath(new URL('load.ts', import.meta.url)), { execArgv: nodeOptions })
  return {
    run: async (order) => (await ask(child, order)) as LoadReport,
    stop: () => child.kill('SIGTERM'),
  }
}

const nodeOptions = ['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning']

async function ask(child: ChildProcess, message: object): Promise<unknown> {
  const answer = once(child, 'message')
  child.send(message)
  return (await answer)[0]
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of stdout ?? []) {
    text += String(chunk)
    if (text.includes('\n')) break
  }
  return text.split('\n')[0] ?? ''
}
