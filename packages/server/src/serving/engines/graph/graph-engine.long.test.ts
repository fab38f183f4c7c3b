import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { later } from '../../../app/later.ts'
import { addingEngine, graphPackage } from '../../testing/graph-package.ts'
import { openWorld } from '../../testing/world.ts'
import type { RemoteEngine } from '../remote-engine.ts'
import { graphEngineStarter } from './start-graph-engine.ts'

const start = graphEngineStarter(addingEngine, later)
const anySignal = () => new AbortController().signal

test('a process that hangs keeps nobody past the deadline, is ended, and another answers', async () => {
  const engines: RemoteEngine[] = []
  const world = await openWorld({
    startEngine: async (files, signal) => {
      const engine = await start(files, signal)
      engines.push(engine)
      return engine
    },
  })
  await world.live('sums', await graphPackage())
  const ask = (x: number, ms: string) =>
    world.post(
      '/predict/sums',
      { rows: [{ x: [x, 0], n: 1 }] },
      {
        ...{ 'content-type': 'application/json', 'x-request-deadline-ms': ms },
      },
    )
  const [hung, behind] = await Promise.all([ask(1_000_000, '200'), ask(1, '200')])
  for (const one of [hung, behind]) {
    expect(one).toMatchObject({ status: 504, json: { code: 'deadline-exceeded' } })
  }
  let reply = await ask(1, '1000')
  for (let i = 0; i < 200 && reply.status !== 200; i++) {
    await wait(50)
    reply = await ask(1, '1000')
  }
  expect(reply).toMatchObject({ status: 200 })
  expect(engines.map(({ isAlive }) => isAlive)).toEqual([false, true])
  await world.close()
  expect(engines[1]?.isAlive).toBe(false)
})

test('a process that does not answer as the package says is not let in', async () => {
  const { files } = await graphPackage(7)
  await expect(start(files, anySignal())).rejects.toMatchObject({
    code: 'verification-failed',
    found: '6',
    expected: '7, as adding 1.0.0 answered',
  })
})

test('what the library says of a graph that it does not take is told', async () => {
  const { files } = await graphPackage(6, '')
  await expect(start(files, anySignal())).rejects.toMatchObject({
    code: 'engine-failed',
    message: 'An empty graph adds up nothing.',
  })
})

test('a process that nobody wants any more ends before it is ready', async () => {
  const gone = new AbortController()
  const { files } = await graphPackage()
  const started = start(files, gone.signal)
  gone.abort()
  await expect(started).rejects.toMatchObject({ message: 'Nobody wants the version any more.' })
})
