import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CostModel } from './cost-model.ts'
import { type Entrant, Gate } from './gate.ts'
import { TokenBucket } from './token-bucket.ts'

test('a bucket never gives more in any window than its burst and what flows in meanwhile', () => {
  const waits = fc.array(fc.nat(300), { minLength: 1, maxLength: 100 })
  const rate = fc.integer({ min: 1, max: 200 })
  const burst = fc.integer({ min: 1, max: 20 })
  fc.assert(
    fc.property(waits, rate, burst, (gaps, perSecond, most) => {
      const bucket = new TokenBucket(perSecond, most, 0)
      const taken: number[] = []
      let now = 0
      for (const gap of gaps) {
        now += gap
        if (bucket.take(now) === 0) taken.push(now)
      }
      for (const [first, from] of taken.entries()) {
        for (const [i, to] of taken.slice(first).entries()) {
          expect(i + 1).toBeLessThanOrEqual(most + ((to - from) * perSecond) / 1000 + 1e-6)
        }
      }
    }),
  )
})

test('an empty bucket says after how many milliseconds the next token is there', () => {
  const bucket = new TokenBucket(10, 1, 0)
  expect(bucket.take(0)).toBe(0)
  expect(bucket.take(40)).toBeCloseTo(60)
  expect(bucket.take(100)).toBe(0)
})

test('what requests cost is learned as a line through their sizes', () => {
  const costs = new CostModel()
  for (let i = 0; i < 100; i++) costs.observe(i * 1000, 2 + i * 0.5)
  expect(costs.predict(10_000)).toBeCloseTo(7, 1)
  expect(costs.predict(200_000)).toBeCloseTo(102, 0)
})

test('nothing costs less than nothing, and requests of one size say what the others cost', () => {
  const costs = new CostModel()
  expect(costs.predict(100)).toBe(0)
  for (let i = 0; i < 10; i++) costs.observe(1000, 4)
  expect(costs.predict(1)).toBeCloseTo(4)
  expect(costs.predict(1e6)).toBeCloseTo(4)
})

const settings = { deadlineMs: 1000, concurrency: 2, queue: 3 }

test('runs no more long requests at once than allowed, in the order in which they came', async () => {
  const { gate, run, begun, end } = aGate()
  for (const name of ['a', 'b', 'c', 'd']) gate.enter(run(name))
  expect(begun).toEqual(['a', 'b'])
  expect(gate.load).toEqual({ running: 2, waiting: 2 })
  await end('b')
  expect(begun).toEqual(['a', 'b', 'c'])
})

test('refuses at once when as many wait as may, and says when to come again', () => {
  const { gate, run } = aGate()
  for (const name of ['a', 'b', 'c', 'd', 'e']) gate.enter(run(name))
  expect(() => gate.checkRate()).not.toThrow()
  expect(() => gate.check(0, 1000)).toThrow(expect.objectContaining({ code: 'overloaded' }))
  expect(() => gate.enter(run('f'))).toThrow(
    expect.objectContaining({ code: 'overloaded', retryAfterSeconds: 1 }),
  )
})

test('refuses who would be answered too late, naming the predicted wait', async () => {
  const { gate, run, end, clock } = aGate()
  gate.enter(run('learned'))
  clock.now = 400
  await end('learned')
  for (const name of ['a', 'b', 'c']) gate.enter(run(name, 5000))
  expect(() => gate.enter(run('late', 900))).toThrow(/wait 200 ms .* has 500 ms left/)
})

test('begins nobody after its deadline, and nobody who has gone', async () => {
  const { gate, run, begun, expired, end, clock } = aGate()
  for (const name of ['a', 'b']) gate.enter(run(name))
  gate.enter(run('late', 100))
  gate.enter({ ...run('gone'), isGone: () => true })
  gate.enter(run('next'))
  clock.now = 101
  await end('a')
  expect(begun).toEqual(['a', 'b', 'next'])
  expect(expired).toEqual(['late', 'gone'])
})

test('requests over the rate are refused with the time until the next may come', () => {
  const rate = { perSecond: 2, burst: 1 }
  const gate = new Gate('flights', { ...settings, rate }, () => 0)
  gate.checkRate()
  expect(() => gate.checkRate()).toThrow(
    expect.objectContaining({ code: 'rate-limited', message: expect.stringContaining('500 ms') }),
  )
})

function aGate() {
  const clock = { now: 0 }
  const begun: string[] = []
  const expired: string[] = []
  const ends = new Map<string, () => void>()
  const run = (name: string, deadlineMs = 1000): Entrant => ({
    ...{ size: 100, deadlineMs },
    isGone: () => false,
    expire: () => expired.push(name),
    run: () => {
      begun.push(name)
      return new Promise((resolve) => ends.set(name, resolve))
    },
  })
  const end = async (name: string) => {
    ends.get(name)?.()
    await new Promise(setImmediate)
  }
  return { gate: new Gate('flights', settings, () => clock.now), clock, begun, expired, run, end }
}
