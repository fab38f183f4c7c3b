import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { createRandom } from '@ratchet-ml/stats'
import { afterEach, expect, test } from 'vitest'
import { aLogisticModel } from '../ir/testing/models.ts'
import { createScorer } from '../kernels/scorer.ts'
import { answerPool } from './answer-pool.ts'
import { createScorerPool } from './create-scorer-pool.ts'
import type { PoolPort, PoolThread, ScorerPool } from './types.ts'

const closing: ScorerPool[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((pool) => pool.close()))
})

/** A thread that is none: it answers over a channel, in this one. */
function aThread(answer: (port: PoolPort) => void = answerPool) {
  const { port1, port2 } = new MessageChannel()
  const end = (port: MessagePort): PoolPort => ({
    post: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
  })
  let fail: (error: Error) => void = () => undefined
  answer(end(port2))
  const thread: PoolThread = {
    ...end(port1),
    onFailure: (listener) => {
      fail = listener
    },
    stop: async () => port1.close(),
  }
  return { thread, fail: (error: Error) => fail(error) }
}

async function aPool(options: { answer?: (port: PoolPort) => void; mostWaiting?: number } = {}) {
  const { answer, ...rest } = options
  const model = aLogisticModel()
  const { thread, fail } = aThread(answer)
  const pool = await createScorerPool(model, { threads: 1, startThread: () => thread, ...rest })
  closing.push(pool)
  return { model, pool, fail }
}

test('a pool answers every row as one thread does, batch after batch', async () => {
  const { model, pool } = await aPool()
  const { program, coefficients, contract } = model
  const scorer = createScorer(program, coefficients, contract)
  const random = createRandom(3)
  for (const count of [0, 1, 512, 513, 3000]) {
    const rows = pool.allocateRows(count).map(() => random.nextNormal())
    const shared = pool.allocateRows(count)
    shared.set(rows)
    const [into, expected] = [pool.allocate(count), scorer.allocate(count)]
    await pool.score(shared, count, into)
    scorer.score(rows, count, expected)
    expect(into.count).toBe(count)
    expect([...into.raw]).toEqual([...expected.raw])
    expect([...(into.probability ?? [])]).toEqual([...(expected.probability ?? [])])
    expect([...(into.label ?? [])]).toEqual([...(expected.label ?? [])])
  }
})

test('threads of Node.js answer with the same bits, and end with the pool', async () => {
  const model = aLogisticModel()
  const ends: Promise<number>[] = []
  const startThread = (): PoolThread => {
    const file = new URL('testing/thread.ts', import.meta.url)
    const worker = new Worker(file, { execArgv: ['--conditions=ratchet-source'] })
    ends.push(new Promise((resolve) => worker.on('exit', resolve)))
    return {
      post: (message) => worker.postMessage(message),
      onMessage: (listener) => void worker.on('message', listener),
      onFailure: (listener) => void worker.on('error', listener),
      stop: async () => void (await worker.terminate()),
    }
  }
  const pool = await createScorerPool(model, { threads: 2, startThread })
  const random = createRandom(4)
  const rows = pool.allocateRows(5000)
  rows.forEach((_, i) => {
    rows[i] = random.nextNormal()
  })
  const into = pool.allocate(5000)
  await pool.score(rows, 5000, into)
  const scorer = createScorer(model.program, model.coefficients, model.contract)
  const expected = scorer.allocate(5000)
  scorer.score(rows, 5000, expected)
  expect([...into.raw]).toEqual([...expected.raw])
  await pool.close()
  expect(await Promise.all(ends)).toHaveLength(2)
})

test('batches asked for at once are all answered, and one too many is refused', async () => {
  const { pool } = await aPool({ mostWaiting: 2 })
  const rows = pool.allocateRows(600)
  const ask = () => pool.score(rows, 600, pool.allocate(600))
  const asked = [ask(), ask(), ask(), ask()].map((one) => one.then(() => 'answered', String))
  expect(await Promise.all(asked)).toEqual([
    'answered',
    'answered',
    'answered',
    'RangeError: 2 batches wait already: wait for one to be answered before the next.',
  ])
})

test('closing waits for what was taken and refuses the rest', async () => {
  const { pool } = await aPool()
  const [rows, into] = [pool.allocateRows(600), pool.allocate(600)]
  const taken = pool.score(rows, 600, into)
  await pool.close()
  await taken
  expect(into.count).toBe(600)
  await expect(pool.score(rows, 600, into)).rejects.toThrow('The pool is closed')
})

test('when a thread dies, its batch and all later ones fail', async () => {
  const answer = (port: PoolPort) => port.onMessage(() => port.post({ kind: 'ready' }))
  const { pool, fail } = await aPool({ answer })
  fail(new Error('out of memory'))
  const score = () => pool.score(pool.allocateRows(1), 1, pool.allocate(1))
  await expect(score()).rejects.toThrow('A thread of the pool has died.')
  await expect(score()).rejects.toThrow('A thread of the pool has died.')
})

test('a thread that cannot make the scorer fails the start', async () => {
  const answer = (port: PoolPort) =>
    port.onMessage(() => port.post({ kind: 'failed', message: 'no memory' }))
  await expect(aPool({ answer })).rejects.toThrow('A thread of the pool has died.')
})

test('rows and answers that threads cannot see, and too few of them, are refused', async () => {
  const { pool } = await aPool()
  const own = new Float64Array(4)
  await expect(pool.score(own, 1, pool.allocate(1))).rejects.toThrow('allocate them from the pool')
  const rows = pool.allocateRows(2)
  await expect(pool.score(rows, 3, pool.allocate(3))).rejects.toThrow('expected at most 2.')
})
