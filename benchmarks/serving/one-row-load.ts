// One JSON row of 30 features, asked again and again, and what answering it took.
import type { LoadGenerator, MeasuredServer } from './measured-process.ts'

export interface OneRowRound {
  readonly cpuUs: number
  readonly rps: number
  readonly p50Us: number
  readonly p99Us: number
  readonly rssMb: number
}

/** Of a server that serves the model of 200 trees as `bench`. */
export const path = '/predict/bench'
const row = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, 40.5 + i]))
export const body = JSON.stringify({ rows: [row] })

/** @throws Error when a reply is no 200 */
export async function measureOneRow(
  server: MeasuredServer,
  load: LoadGenerator,
  { connections, ms }: { readonly connections: number; readonly ms: number },
): Promise<OneRowRound> {
  const before = await server.usage()
  const done = await load.run({ url: server.url, path, body, connections, ms })
  const after = await server.usage()
  if (done.failures > 0) throw new Error(`${done.failures} of ${done.requests} replies are no 200.`)
  return {
    cpuUs: (after.cpuUs - before.cpuUs) / done.requests,
    rps: done.requests / done.seconds,
    p50Us: done.p50Us,
    p99Us: done.p99Us,
    rssMb: after.rssBytes / 1e6,
  }
}
