import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const checkout = fileURLToPath(new URL('../../..', import.meta.url))

export interface Served {
  readonly url: string
  stop(): Promise<void>
}

/** `ratchet serve` of the example's model, at the endpoint flights. */
export async function serveFlights(): Promise<Served> {
  const child: ChildProcess = spawn(
    process.execPath,
    [
      ...['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning'],
      join(checkout, 'packages', 'server', 'bin', 'ratchet.mjs'),
      ...['serve', 'flights=examples/flights/model/flights-january.txt'],
      ...['--port', '0', '--repository-api', '--json'],
    ],
    { cwd: checkout, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  if (child.stdout === null) throw new Error('The server has no output.')
  const [line] = String((await once(child.stdout, 'data'))[0]).split('\n')
  const { url } = JSON.parse(line ?? '') as { url: string }
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
