import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findMetric, metrics } from './registry.ts'
import type { Estimate, LabelledBatch } from './types.ts'

type Case = {
  readonly labels: number[]
  readonly predictions: number[]
  readonly weights?: number[]
  readonly classes?: number
  readonly groups?: number[]
  readonly times?: number[]
  readonly absoluteScales?: number[]
  readonly squaredScales?: number[]
  /** By metric: the value, and the ends of the interval if it has one; or why there is no value. */
  readonly expected: Record<string, [number, [number, number] | null] | string>
}
const cases: Record<string, Case> = JSON.parse(
  readFileSync(new URL('../../fixtures/metrics.json', import.meta.url), 'utf8'),
)
const checks = Object.entries(cases).flatMap(([name, body]) =>
  Object.entries(body.expected).map(([metric, expected]) => ({ name, metric, body, expected })),
)

test('the fixtures have at least 300 values, and of every metric 5, some of them with weights', () => {
  const values = checks.filter(({ expected }) => typeof expected !== 'string')
  expect(values.length).toBeGreaterThan(300)
  const few = metrics.filter(({ name }) => {
    const own = values.filter(({ metric }) => metric.split(':')[0] === name)
    return own.length < 5 || own.every(({ body }) => body.weights === undefined)
  })
  expect(few.map(({ name }) => name)).toEqual([])
})

test.each(checks)('$metric of "$name" agrees with the reference to 1e-12', (check) => {
  const found = evaluate(check.metric, toBatch(check.body))
  if (typeof check.expected === 'string') {
    expect(found).toMatchObject({ kind: 'undefined', reason: check.expected })
    return
  }
  const [value, ends] = check.expected
  if (found.kind === 'undefined') throw new Error(found.detail)
  expect(found.n).toBe(check.body.labels.length)
  expectClose(found.value, value)
  expect(found.interval === undefined).toBe(ends === null)
  if (ends === null) return
  expect(found.interval?.level).toBe(0.95)
  // Fourth powers of labels far from zero leave fewer digits of their spread.
  const tolerance = check.name.includes('far from zero') ? 1e-9 : 1e-12
  expectClose(found.interval?.low, ends[0], tolerance)
  expectClose(found.interval?.high, ends[1], tolerance)
})

test('log loss charges 36.04 for an impossible event that happened', () => {
  const two = batch([1, 0, 0, 1], [0, 1, 0, 1])
  const three = { ...batch([0, 1, 1, 2], [0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]), classes: 3 }
  for (const rows of [two, three]) {
    const found = evaluate('log-loss', rows)
    expect(found.kind === 'value' && found.value.toFixed(9)).toBe('18.021826695')
  }
})

test('a perfect ranking has an area of 1 and claims no interval', () => {
  const found = evaluate('auc', batch([0, 1, 0, 1], [0.1, 0.8, 0.2, 0.9]))
  expect(found).toEqual({ kind: 'value', value: 1, n: 4, support: 2 })
})

test('equal scores rank at one half', () => {
  const found = evaluate('auc', batch([0, 1, 0, 1], [3, 3, 3, 3]))
  expect(found).toEqual({ kind: 'value', value: 0.5, n: 4, support: 2 })
})

test('minus zero and zero are one score, with weights and without', () => {
  const plain = evaluate('auc', batch([0, 1], [0, -0]))
  const weights = Float64Array.of(2, 3)
  const weighted = evaluate('auc', { ...batch([0, 1], [0, -0]), weights })
  expect(plain).toEqual({ kind: 'value', value: 0.5, n: 2, support: 1 })
  expect(weighted).toEqual({ kind: 'value', value: 0.5, n: 2, support: 1 })
})

test('infinite scores are ranked', () => {
  const scores = [-Infinity, Infinity, -1, 2]
  expect(evaluate('auc', batch([0, 1, 0, 1], scores))).toMatchObject({ value: 1 })
  expect(evaluate('average-precision', batch([1, 0, 1, 0], scores))).toMatchObject({
    kind: 'value',
    value: (1 / 2) * (1 / 3) + (1 / 2) * (2 / 4),
  })
})

test('one class leaves the ranking metrics undefined and says which class lacks', () => {
  for (const name of ['auc', 'average-precision']) {
    expect(evaluate(name, batch([0, 0], [0.1, 0.2]))).toEqual({
      kind: 'undefined',
      reason: 'one-class',
      detail: 'No row has the label 1; 2 rows have the other.',
      n: 2,
    })
    const weights = Float64Array.of(1, 0)
    const found = evaluate(name, { ...batch([1, 0], [0.1, 0.2]), weights })
    expect(found).toMatchObject({ kind: 'undefined', reason: 'one-class' })
  }
})

test('equal labels leave R squared undefined', () => {
  expect(evaluate('r2', batch([2, 2], [1, 3]))).toMatchObject({ reason: 'constant-label' })
  expect(evaluate('r2', batch([2], [1]))).toMatchObject({ reason: 'constant-label' })
})

test('a sum beyond the largest number is undefined and never infinite', () => {
  for (const name of ['rmse', 'r2']) {
    expect(evaluate(name, batch([1e200, -1e200], [-1e200, 1e200]))).toMatchObject({
      kind: 'undefined',
      reason: 'overflow',
    })
  }
})

test('an invalid row is named with its value and what was expected', () => {
  expect(evaluate('brier', batch([1, 0], [0.5, 1.5]))).toMatchObject({
    reason: 'invalid-prediction',
    detail: 'A prediction is 1.5; expected a probability in 0..1.',
  })
  expect(evaluate('log-loss', batch([2, 0], [0.5, 0.5]))).toMatchObject({
    reason: 'invalid-label',
    detail: 'A label is 2; expected 0 or 1.',
  })
  const three = { ...batch([3], [0.2, 0.3, 0.5]), classes: 3 }
  expect(evaluate('log-loss', three)).toMatchObject({
    reason: 'invalid-label',
    detail: 'A label is 3; expected a class index in 0..2.',
  })
  expect(evaluate('accuracy', batch([1], [0.5]))).toMatchObject({ reason: 'invalid-prediction' })
  expect(evaluate('mae', batch([Number.NaN], [1]))).toMatchObject({ reason: 'invalid-label' })
})

test('arrays shorter than the count and surplus classes are refused with their sizes', () => {
  expect(() => evaluate('brier', { ...batch([1], [0.5]), count: 2 })).toThrow('hold 2 rows')
  const three = { ...batch([1], [0.2, 0.3, 0.5]), classes: 3 }
  expect(() => evaluate('auc', three)).toThrow('3 classes')
})

test('only the first rows up to the count are read', () => {
  const found = evaluate('base-rate', { ...batch([1, 0, 7], [0.5, 0.5, 9]), count: 2 })
  expect(found).toMatchObject({ kind: 'value', value: 0.5, n: 2 })
})

function batch(labels: number[], predictions: number[]): LabelledBatch {
  return { labels: Float64Array.from(labels), predictions: Float64Array.from(predictions) }
}

function toBatch({ labels, predictions, classes, ...more }: Case): LabelledBatch {
  const column = (values: number[] | undefined) => values && Float64Array.from(values)
  return {
    labels: Float64Array.from(labels),
    predictions: Float64Array.from(predictions, (x) => x ?? Number.NaN),
    classes,
    weights: column(more.weights),
    groups: column(more.groups),
    times: column(more.times),
    absoluteScales: column(more.absoluteScales),
    squaredScales: column(more.squaredScales),
  }
}

function evaluate(name: string, rows: LabelledBatch): Estimate {
  const accumulator = findMetric(name)?.create()
  if (accumulator === undefined) throw new Error(`no metric ${name}`)
  accumulator.add(rows)
  return accumulator.result()
}

function expectClose(found: number | undefined, expected: number, tolerance = 1e-12): void {
  const scale = expected === 0 ? 1 : Math.abs(expected)
  const error = Math.abs((found ?? Number.NaN) - expected) / scale
  expect({ found, expected, close: error <= tolerance }).toEqual({ found, expected, close: true })
}
