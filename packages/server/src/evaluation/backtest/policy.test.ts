import type { MetricValue } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { toMetricValue } from '../metric-value.ts'
import { bestOf } from './policy.ts'

const contenders = ['a', 'b', 'c', 'd'].map((name) => ({ name, kind: 'version' as const }))

const result = (value: number, counted: 'evidence' | 'trained-on' = 'evidence') => ({
  counted: { kind: counted },
  metrics: { auc: { kind: 'value', value, n: 9 } satisfies MetricValue },
})

test('the best is looked for among evidence alone, ties and both directions included', () => {
  const results = { a: result(0.7), b: result(0.9, 'trained-on'), c: result(0.6), d: result(0.7) }
  expect([...bestOf({ results }, 'auc', 'higher', contenders)]).toEqual(['a', 'd'])
  expect([...bestOf({ results }, 'auc', 'lower', contenders)]).toEqual(['c'])
})

test('one contender alone is not the best of anything', () => {
  expect(
    bestOf({ results: { a: result(0.7), b: result(1, 'trained-on') } }, 'auc', 'higher', contenders)
      .size,
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
