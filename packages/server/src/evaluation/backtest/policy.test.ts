import type { MetricValue } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { toMetricValue } from '../metric-value.ts'
import { bestOf, judgeEvidence } from './policy.ts'

const february = { from: 100, until: 200 }

test.each([
  [undefined, 'evidence'],
  [{ from: 0, until: 100 }, 'evidence'],
  [{ from: 200, until: 300 }, 'evidence'],
  [{ from: 0, until: 101 }, 'trained-on'],
  [{ from: 199, until: 300 }, 'trained-on'],
  [{ from: 120, until: 130 }, 'trained-on'],
])('training on %j makes rows from 100 to 200 %s', (trainedOn, kind) => {
  expect(judgeEvidence(february, trainedOn)).toEqual({ kind })
})

const result = (value: number, counted: 'evidence' | 'trained-on' = 'evidence') => ({
  counted: { kind: counted },
  metrics: { auc: { kind: 'value', value, n: 9 } satisfies MetricValue },
})

test('the best is looked for among evidence alone, ties and both directions included', () => {
  const results = { a: result(0.7), b: result(0.9, 'trained-on'), c: result(0.6), d: result(0.7) }
  expect([...bestOf({ results }, 'auc', 'higher')]).toEqual(['a', 'd'])
  expect([...bestOf({ results }, 'auc', 'lower')]).toEqual(['c'])
})

test('one contender alone is not the best of anything', () => {
  expect(
    bestOf({ results: { a: result(0.7), b: result(1, 'trained-on') } }, 'auc', 'higher').size,
  ).toBe(0)
})

test('a value of too few rows is undefined, and says how many are needed', () => {
  const few = toMetricValue({ kind: 'value', value: 0.5, n: 29, support: 29 })
  expect(few).toMatchObject({ kind: 'undefined', reason: expect.stringContaining('30'), n: 29 })
  expect(toMetricValue({ kind: 'value', value: 0.5, n: 30, support: 30 })).toMatchObject({
    kind: 'value',
  })
})

test('a value that is no finite number is undefined', () => {
  expect(toMetricValue({ kind: 'value', value: Infinity, n: 300, support: 300 })).toMatchObject({
    kind: 'undefined',
    n: 300,
  })
})
