import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Interval } from '../intervals/interval.ts'
import { findMetric } from '../metrics/registry.ts'
import type { Estimate, IntervalPromise } from '../metrics/types.ts'
import { judgeEstimate, judgeInterval } from './judge-bound.ts'

const promise: IntervalPromise = { kind: 'analytic', method: 'Wilson', unit: 'rows', from: 100 }
const interval = (low: number, high: number): Interval => ({
  low,
  high,
  level: 0.95,
  method: 'wilson',
})
const estimate = (low: number, high: number, support = 500): Estimate => ({
  kind: 'value',
  value: (low + high) / 2,
  n: support,
  support,
  interval: interval(low, high),
})

test.each([
  [0.8, 0.9, { atLeast: 0.8 }, 'pass'],
  [0.7, 0.9, { atLeast: 0.8 }, 'inconclusive'],
  [0.7, 0.79, { atLeast: 0.8 }, 'fail'],
  [0.1, 0.2, { atMost: 0.2 }, 'pass'],
  [0.1, 0.3, { atMost: 0.2 }, 'inconclusive'],
  [0.21, 0.3, { atMost: 0.2 }, 'fail'],
  [0.88, 0.92, { atLeast: 0.85, atMost: 0.95 }, 'pass'],
  [0.8, 0.99, { atLeast: 0.85, atMost: 0.95 }, 'inconclusive'],
  [0.96, 0.99, { atLeast: 0.85, atMost: 0.95 }, 'fail'],
])('the interval %f to %f under %j is a %s', (low, high, bound, outcome) => {
  const found = judgeEstimate(estimate(low, high), bound, promise)
  expect(found.outcome).toBe(outcome)
  expect(found.because).toContain(`${low} to ${high}`)
})

test('what is not known is inconclusive, with the reason', () => {
  const judge = (of: Estimate) => judgeEstimate(of, { atLeast: 0 }, promise)
  const lacking: Estimate = { kind: 'undefined', reason: 'no-rows', detail: 'No rows.', n: 0 }
  expect(judge(lacking)).toEqual({
    outcome: 'inconclusive',
    because: 'It is undefined: No rows.',
  })
  expect(judge(estimate(0.9, 1, 3))).toEqual({
    outcome: 'inconclusive',
    because: 'It rests on 3 rows; its interval holds from 100 on.',
  })
  const bare: Estimate = { kind: 'value', value: 1, n: 900, support: 900 }
  expect(judge(bare).outcome).toBe('inconclusive')
})

test('three rows that are all right pass nothing, and three thousand do', () => {
  const metric = findMetric('accuracy')
  if (metric === undefined) throw new Error('no accuracy')
  const judge = (rows: number) => {
    const accumulator = metric.create()
    const ones = new Float64Array(rows).fill(1)
    accumulator.add({ labels: ones, predictions: ones })
    return judgeEstimate(accumulator.result(), { atLeast: 0.01 }, metric.interval).outcome
  }
  expect([3, 3000].map(judge)).toEqual(['inconclusive', 'pass'])
})

test('no interval passes under a tighter bound than it passes under', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(share, share, share, share, (a, b, bound, tighter) => {
      const found = interval(Math.min(a, b), Math.max(a, b))
      const loose = judgeInterval(found, { atLeast: Math.min(bound, tighter) })
      const tight = judgeInterval(found, { atLeast: Math.max(bound, tighter) })
      if (tight.outcome === 'pass') expect(loose.outcome).toBe('pass')
      if (loose.outcome === 'fail') expect(tight.outcome).toBe('fail')
    }),
  )
})

test('an interval of NaN is inconclusive, and a bound that bounds nothing is refused', () => {
  expect(judgeInterval(interval(Number.NaN, 1), { atLeast: 0 }).outcome).toBe('inconclusive')
  expect(() => judgeInterval(interval(0, 1), {})).toThrow('one end')
  expect(() => judgeInterval(interval(0, 1), { atLeast: 2, atMost: 1 })).toThrow('crossed')
  expect(() => judgeInterval(interval(0, 1), { atLeast: Number.NaN })).toThrow('NaN')
})
