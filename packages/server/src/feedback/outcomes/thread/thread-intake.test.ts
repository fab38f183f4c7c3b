import { Buffer } from 'node:buffer'
import { EventEmitter } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { silentLogger } from '../../../platform/logger.ts'
import type { OutcomeIntake } from '../intake.ts'
import { anOrder, openIntake } from '../testing/open-intake.ts'
import { serveIntake } from './serve-intake.ts'
import { type IntakeThread, ThreadIntake, type ThreadIntakeOptions } from './thread-intake.ts'

/** What stands for a thread: the same messages through a channel, and an end that a test decides. */
function aThread(intake: OutcomeIntake) {
  const { port1, port2 } = new MessageChannel()
  const ends = new EventEmitter()
  serveIntake(port2 as Parameters<typeof serveIntake>[0], intake)
  onTestFinished(() => port1.close())
  const thread: IntakeThread = {
    postMessage: (message, memory = []) => port1.postMessage(message, [...memory]),
    on: (event, listener) =>
      event === 'message' ? port1.on(event, listener) : ends.on(event, listener),
    terminate: async () => port1.close(),
  }
  return { thread, die: () => ends.emit('exit', 1) }
}

function openThread(options: Partial<ThreadIntakeOptions> = {}, of?: OutcomeIntake) {
  const memory = openIntake()
  const threads: ReturnType<typeof aThread>[] = []
  const intake = new ThreadIntake({
    logger: silentLogger,
    start: () => {
      const one = aThread(of ?? memory.intake)
      threads.push(one)
      return one.thread
    },
    later: (ms, run) => {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
    ...options,
  })
  return { ...memory, intake, threads }
}

const line = (i: number) => Buffer.from(`{"predictionId":"p.${i}","value":${i}}\n`)

test('bodies under way at once are taken whole, each with its own receipt', async () => {
  const { intake, all, threads } = openThread()
  const [one, two] = [intake.begin(anOrder()), intake.begin(anOrder({ form: 'json' }))]
  await one.push(line(1))
  await two.push(Buffer.from('{"outcomes":[{"predictionId":"q","value":true}]}'))
  await one.push(Buffer.from('{}\n'))
  await one.push(line(2))
  const receipts = await Promise.all([one.end(), two.end()])
  expect(receipts.map(({ accepted, quarantined }) => [accepted, quarantined])).toEqual([
    [2, 1],
    [1, 0],
  ])
  expect(await all()).toHaveLength(3)
  expect(threads).toHaveLength(1)
})

test('memory of the caller is its own again once a chunk has been handed over', async () => {
  const { intake, all } = openThread()
  const body = intake.begin(anOrder())
  const reused = Buffer.alloc(64)
  for (let i = 1; i <= 3; i++) await body.push(reused.subarray(0, reused.write(String(line(i)))))
  await body.end()
  expect((await all()).map(({ value }) => value)).toEqual([1, 2, 3])
})

test('what is wrong with a body comes back as the same problem, at the next chunk or at the end', async () => {
  const { intake } = openThread()
  const body = intake.begin(anOrder({ form: 'csv' }))
  await body.push(Buffer.from('predictionId,valeu\np,1\n'))
  const problem = { code: 'data-column-unknown', hint: expect.stringContaining('Did you mean') }
  await expect(body.end()).rejects.toMatchObject(problem)
  await expect(body.push(Buffer.from('p,2\n'))).rejects.toMatchObject(problem)
})

test('a sender is held back while the thread has enough to do', async () => {
  const gate = Promise.withResolvers<void>()
  const slow: OutcomeIntake = {
    begin: () => ({
      push: () => gate.promise,
      end: async () => ({ accepted: 0, quarantined: 0, refused: [] }),
      abort: async () => {},
    }),
    close: async () => {},
  }
  const { intake } = openThread({ mostBytesAhead: 100 }, slow)
  const body = intake.begin(anOrder())
  await body.push(Buffer.alloc(90))
  let isThrough = false
  const second = body.push(Buffer.alloc(90)).then(() => {
    isThrough = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(isThrough).toBe(false)
  gate.resolve()
  await second
  await body.end()
})

test('when the thread ends, bodies under way fail, and the next one starts another', async () => {
  const { intake, threads, all } = openThread()
  const body = intake.begin(anOrder())
  await body.push(line(1))
  threads[0]?.die()
  await expect(body.end()).rejects.toMatchObject({ code: 'outcomes-unwritable' })
  const next = intake.begin(anOrder())
  await next.push(line(2))
  expect(await next.end()).toMatchObject({ accepted: 1 })
  expect(threads).toHaveLength(2)
  expect((await all()).map(({ value }) => value)).toContain(2)
})

test('more bodies than may be under way are refused, and one that was given up makes room', async () => {
  const { intake } = openThread({ mostBodies: 2 })
  const [one, two] = [intake.begin(anOrder()), intake.begin(anOrder())]
  expect(() => intake.begin(anOrder())).toThrow(/2 bodies of outcomes are being taken/)
  await one.abort()
  const third = intake.begin(anOrder())
  await Promise.all([two.end(), third.end()])
})

test('a body that the thread never answers fails at its deadline', async () => {
  const stuck: OutcomeIntake = {
    begin: () => ({
      push: async () => {},
      end: () => new Promise(() => {}),
      abort: async () => {},
    }),
    close: async () => {},
  }
  const { intake } = openThread({ deadlineMs: 10 }, stuck)
  await expect(intake.begin(anOrder()).end()).rejects.toMatchObject({ code: 'deadline-exceeded' })
})

test('closing seals the log and takes nothing more', async () => {
  const { intake, store } = openThread()
  const body = intake.begin(anOrder())
  await body.push(line(1))
  await body.end()
  await intake.close()
  expect(await store.segments()).toMatchObject([{ state: 'sealed', records: 1 }])
  expect(() => intake.begin(anOrder())).toThrow(/stopping/)
})
