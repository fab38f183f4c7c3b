import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Micros, micros, systemClock } from '../platform/clock.ts'
import { aRow, flightsPackage } from './testing/flights-package.ts'
import { openWorld, type World } from './testing/world.ts'

// A clock that only work moves: what is too late does not depend on the machine.
const clock = {
  ms: 0,
  now: (): Micros => systemClock.now(),
  monotonicMs: () => clock.ms,
  at: (ms: number) => micros(systemClock.now() - Math.round((clock.ms - ms) * 1000)),
}
const scoringMs = 5
const headAt = new Map<number, number>()
const scoredAt = new Map<number, number>()
let world: World

beforeAll(async () => {
  world = await openWorld({
    clock,
    before: () => [
      (req) => {
        headAt.set(Number(req.headers['x-request-id']), clock.ms)
        return false
      },
    ],
  })
  await world.live('flights', await flightsPackage(0.25))
  const live = world.serving.table.get('flights').live
  if (live === undefined) throw new Error('The endpoint is not live.')
  const { scorer } = live.handle.loaded
  const { score } = scorer
  Object.assign(scorer, {
    score: (...args: Parameters<typeof score>) => {
      scoredAt.set(args[0][0] ?? Number.NaN, clock.ms)
      clock.ms += scoringMs
      score(...args)
    },
  })
})
afterAll(() => world.close())

test('of many more requests than can be answered none is begun after its deadline', async () => {
  const allowed = (id: number) => 20 + (id % 4) * 20
  const ids = Array.from({ length: 200 }, (_, i) => i + 1)
  const statuses = await askAtOnce(ids, allowed)
  expect(statuses.size).toBe(ids.length)
  for (const [id, status] of statuses) {
    const waited = Number(scoredAt.get(id)) - Number(headAt.get(id))
    if (status === 200) expect(waited).toBeLessThanOrEqual(allowed(id))
    else expect(scoredAt.has(id)).toBe(false)
  }
  expect(new Set(statuses.values())).toEqual(new Set([200, 429]))
})

test('once the load is gone, everybody is answered again', async () => {
  for (let id = 1001; id < 1010; id++) {
    expect([...(await askAtOnce([id], () => 20)).values()]).toEqual([200])
  }
})

/** Sends all in one go, so that they come in one turn of the event loop; gives the status of each. */
async function askAtOnce(
  ids: readonly number[],
  allowed: (id: number) => number,
): Promise<ReadonlyMap<number, number>> {
  const { port } = world.host
  const socket = connect({ host: '127.0.0.1', port })
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk.toString()
  })
  const last = ids.at(-1)
  for (const id of ids) {
    const body = JSON.stringify({ rows: [{ ...aRow, distance: id }] })
    const lines = [
      ...['POST /predict/flights HTTP/1.1', `Host: 127.0.0.1:${port}`],
      ...[`X-Request-Id: ${id}`, `X-Request-Deadline-Ms: ${allowed(id)}`],
      ...[`Content-Length: ${body.length}`, ...(id === last ? ['Connection: close'] : [])],
    ]
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
  }
  await once(socket, 'close')
  const replies = text.matchAll(/HTTP\/1\.1 (\d+) [\s\S]*?X-Request-Id: (\d+)\r\n/g)
  return new Map([...replies].map(([, status, id]) => [Number(id), Number(status)]))
}
