import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CostModel } from './cost-model.ts'
import { ThreadLine } from './thread-line.ts'

test('while the thread is free, work need not stand in line', () => {
  const { line, clock, turn } = aLine()
  expect(line.isFree(clock.now)).toBe(true)
  clock.now += 2
  expect(line.isFree(clock.now)).toBe(true)
  clock.now += 2
  expect(line.isFree(clock.now)).toBe(false)
  turn()
  expect(line.isFree(clock.now)).toBe(true)
})

test('a slice ends after some milliseconds, and what is left is done in the next, in order', () => {
  const { line, done, work, turn } = aLine()
  for (const name of ['a', 'b', 'c', 'd', 'e']) line.add(work(name, 2))
  expect(done).toEqual([])
  turn()
  expect(done).toEqual(['a', 'b'])
  turn()
  expect(done).toEqual(['a', 'b', 'c', 'd'])
  turn()
  expect(done).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('work is refused whose wait would take more than half of the time that it has', () => {
  const { line, clock, work, costs } = aLine()
  for (let i = 0; i < 20; i++) line.add(work(String(i), 2))
  expect(() => line.check({ size: 100, costs }, clock.now, 85)).not.toThrow()
  expect(() => line.check({ size: 100, costs }, clock.now, 83)).toThrow(
    expect.objectContaining({ code: 'overloaded', retryAfterSeconds: 1 }),
  )
})

test('work whose body is still to come has its place, until it is given back', () => {
  const { line, clock, costs } = aLine()
  const leaves = Array.from({ length: 20 }, () =>
    line.reserve({ size: 100, costs }, clock.now, 1000),
  )
  expect(() => line.reserve({ size: 100, costs }, clock.now, 83)).toThrow(/behind/)
  leaves[0]?.()
  leaves[0]?.()
  expect(() => line.check({ size: 100, costs }, clock.now, 81)).not.toThrow()
  expect(() => line.check({ size: 100, costs }, clock.now, 79)).toThrow(/behind/)
})

test('the time that goes into reading and refusing is part of the wait', () => {
  const { line, clock, work, costs, turn } = aLine()
  for (let i = 0; i < 30; i++) line.add(work(String(i), 2))
  for (let i = 0; i < 5; i++) {
    turn()
    clock.now += 4 // as much as a slice takes
  }
  // Twenty pieces of work take 40 ms, and what is refused meanwhile as long again.
  expect(() => line.check({ size: 100, costs }, clock.now, 200)).not.toThrow()
  expect(() => line.check({ size: 100, costs }, clock.now, 130)).toThrow(/behind/)
})

test('a fifth of the time at least goes into answers, however much there is to refuse', () => {
  const { line, clock, done, work, turn } = aLine()
  for (let i = 0; i < 30; i++) line.add(work(String(i), 2))
  turn()
  clock.now += 20
  turn()
  expect(done).toHaveLength(5)
})

test('a line that has stood for half a second is kept short, until it was empty for a while', () => {
  const { line, clock, work, costs, turn } = aLine()
  const more = { size: 100, costs }
  for (let i = 0; i < 100; i++) line.add(work(String(i), 2))
  expect(() => line.check(more, clock.now, 1000)).not.toThrow()
  for (let i = 100; i < 250; i++) {
    turn()
    line.add(work(String(i), 2))
    line.add(work(String(i), 2))
  }
  expect(() => line.check(more, clock.now, 1000)).toThrow(/behind/)
  expect(() => line.check(more, clock.now, 10_000)).not.toThrow()
  for (let i = 0; i < 250; i++) turn()
  for (let i = 0; i < 100; i++) line.add(work(String(i), 2))
  expect(() => line.check(more, clock.now, 1000)).toThrow(/behind/)
  for (let i = 0; i < 100; i++) turn()
  clock.now += 100
  for (let i = 0; i < 100; i++) line.add(work(String(i), 2))
  expect(() => line.check(more, clock.now, 1000)).not.toThrow()
})

test('an interruption of the thread does not make what it interrupts dear', () => {
  const { line, work } = aLine()
  const cheap = new CostModel()
  for (let i = 0; i < 50; i++) cheap.observe(100, 0.02)
  const run = (ms: number) => line.add({ ...work('', ms), costs: cheap })
  for (let i = 0; i < 20; i++) run(i % 10 === 0 ? 30 : 0.02)
  expect(cheap.predict(100)).toBeLessThan(0.1)
})

test('what costs no more than its refusal stands in no line', () => {
  const { line, clock, done, work, costs } = aLine()
  for (let i = 0; i < 20; i++) line.add(work(String(i), 2))
  const cheap = new CostModel()
  cheap.observe(100, 0.05)
  expect(() => line.check({ size: 100, costs: cheap }, clock.now, 50)).not.toThrow()
  expect(() => line.check({ size: 100, costs }, clock.now, 50)).toThrow()
  line.add({ size: 100, costs: cheap, run: () => done.push('cheap') })
  expect(done).toEqual(['cheap'])
})

test('bodies in line take a bounded memory, whatever time they have', () => {
  const { line, clock, costs, work } = aLine()
  const big = () => line.check({ size: 256 << 10, costs }, clock.now, 1e9)
  let taken = 0
  expect(() => {
    for (; taken < 1000; taken++) {
      big()
      line.add({ ...work(String(taken), 0.2), size: 256 << 10 })
    }
  }).toThrow(/behind/)
  expect(taken).toBeGreaterThan(200)
  expect(taken).toBeLessThan(300)
})

test('everything in line is done once, in the order in which it came', () => {
  const costs = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3000 })
  fc.assert(
    fc.property(costs, fc.nat(50), (all, every) => {
      const { line, done, work, turn } = aLine()
      for (const [i, cost] of all.entries()) {
        line.add(work(String(i), cost / 4))
        if (i % (every + 1) === every) turn()
      }
      for (let i = 0; i <= all.length; i++) turn()
      expect(done).toEqual(all.map((_, i) => String(i)))
    }),
    { numRuns: 30 },
  )
})

/** A line whose thread is busy for as long as the work says, and turns when told. */
function aLine() {
  const clock = { now: 0 }
  const deferred: (() => void)[] = []
  const done: string[] = []
  const costs = new CostModel()
  costs.observe(100, 2)
  const line = new ThreadLine({
    monotonicMs: () => clock.now,
    defer: (run) => deferred.push(run),
  })
  const work = (name: string, ms: number) => ({
    ...{ size: 100, costs },
    run: () => {
      clock.now += ms
      done.push(name)
    },
  })
  const turn = () => {
    for (const run of deferred.splice(0)) run()
  }
  return { line, clock, done, work, costs, turn }
}
