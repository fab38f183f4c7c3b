import { describe, expect, test } from 'vitest'
import type { Estimate, LabelledBatch, Metric } from './index.ts'
import * as stats from './index.ts'

/** Laws that hold for every metric: one that is added to the registry is checked here by itself. */
describe.each(stats.metrics.map((metric) => ({ name: metric.name, metric })))(
  '$name',
  ({ metric }) => {
    const whole = rowsFor(metric, 900)
    const weighted = { ...whole, weights: weightsFor(900) }

    test('changes none of its input', () => {
      const labels = whole.labels.slice()
      const predictions = whole.predictions.slice()
      const weights = weighted.weights.slice()
      evaluate(metric, [weighted])
      expect(whole.labels).toEqual(labels)
      expect(whole.predictions).toEqual(predictions)
      expect(weighted.weights).toEqual(weights)
    })

    test('keeps no reference to its input', () => {
      const scratch = {
        ...whole,
        labels: whole.labels.slice(),
        predictions: whole.predictions.slice(),
      }
      const accumulator = metric.create()
      accumulator.add(scratch)
      scratch.labels.fill(Number.NaN)
      scratch.predictions.fill(Number.NaN)
      expect(accumulator.result()).toEqual(evaluate(metric, [whole]))
    })

    test('is undefined without rows', () => {
      const found = metric.create().result()
      expect(found).toMatchObject({ kind: 'undefined', reason: 'no-rows', n: 0 })
      expect(evaluate(metric, [split(whole, 0, 0)])).toEqual(found)
    })

    test('is undefined and no number when a label, a weight or a prediction is NaN', () => {
      for (const place of [0, 450, 899]) {
        expect(evaluate(metric, [spoiled(whole, 'labels', place)]).kind).toBe('undefined')
        const found = evaluate(metric, [spoiled(whole, 'predictions', place)])
        expect(found.kind).toBe(metric.name === 'base-rate' ? 'value' : 'undefined')
        const bad = { ...weighted, weights: weightsFor(900).fill(Number.NaN, place, place + 1) }
        expect(evaluate(metric, [bad])).toMatchObject({ reason: 'invalid-weight' })
      }
    })

    test('is undefined and no number when every weight is 0', () => {
      expect(evaluate(metric, [{ ...whole, weights: new Float64Array(900) }]).kind).toBe(
        'undefined',
      )
    })

    test('does not depend on how the rows were cut into batches', () => {
      for (const rows of [whole, weighted]) {
        const once = evaluate(metric, [rows])
        for (const size of [1, 7, 1024]) {
          const batches = []
          for (let at = 0; at < 900; at += size)
            batches.push(split(rows, at, Math.min(at + size, 900)))
          expectBits(evaluate(metric, batches), once)
        }
      }
    })

    test('merges to the result of one pass, in every grouping and order', () => {
      for (const rows of [whole, weighted]) {
        const part = (from: number, to: number) => {
          const accumulator = metric.create()
          accumulator.add(split(rows, from, to))
          return accumulator
        }
        const [a, b, c] = [part(0, 500), part(500, 507), part(507, 900)]
        const bc = metric.create()
        bc.merge(b.state())
        bc.merge(c.state())
        const right = metric.create()
        right.merge(a.state())
        right.merge(bc.state())
        const backwards = metric.create()
        for (const each of [c, b, a]) backwards.merge(each.state())
        const once = evaluate(metric, [rows])
        expectBits(right.result(), once)
        expectBits(backwards.result(), once)
        expect(right.state()).toStrictEqual(backwards.state())
        expectBits(a.result(), part(0, 500).result())
      }
    })

    test('merges weighted rows with unweighted ones, which count 1 each', () => {
      const ones = { ...split(whole, 0, 450), weights: new Float64Array(450).fill(1) }
      const mixed = evaluate(metric, [ones, split(whole, 450, 900)])
      const reversed = evaluate(metric, [split(whole, 450, 900), ones])
      expectBits(mixed, evaluate(metric, [whole]))
      expectBits(reversed, evaluate(metric, [whole]))
      const merged = metric.create()
      merged.add(ones)
      const plain = metric.create()
      plain.add(split(whole, 450, 900))
      merged.merge(plain.state())
      expectBits(merged.result(), evaluate(metric, [whole]))
      plain.add(ones)
      expectBits(plain.result(), evaluate(metric, [whole]))
    })

    test('keeps a fault through a merge', () => {
      const bad = metric.create()
      bad.add(spoiled(whole, 'labels', 3))
      const merged = metric.create()
      merged.merge(bad.state())
      merged.add(whole)
      expect(merged.result()).toMatchObject({ kind: 'undefined', reason: 'invalid-label', n: 1800 })
    })

    test('survives a structured clone of its state', () => {
      const accumulator = metric.create()
      accumulator.add(weighted)
      const copy = metric.create()
      copy.merge(structuredClone(accumulator.state()))
      expectBits(copy.result(), accumulator.result())
    })

    test('refuses the state of another metric and a level that is no share', () => {
      const other = { tally: 'other', n: 1, fault: undefined, columns: [] }
      expect(() => metric.create().merge(other)).toThrow('other')
      expect(() => metric.create().result(95)).toThrow('95')
    })

    test('has an interval, if any, that contains the value and grows with its level', () => {
      const at = (level: number) => evaluate(metric, [whole], level)
      const [narrow, wide] = [at(0.8), at(0.99)]
      if (narrow.kind !== 'value' || wide.kind !== 'value') throw new Error('no value')
      if (narrow.interval === undefined || wide.interval === undefined) return
      expect(wide.interval.level).toBe(0.99)
      expect(wide.interval.low).toBeLessThan(narrow.interval.low)
      expect(narrow.interval.low).toBeLessThan(narrow.value)
      expect(narrow.value).toBeLessThan(narrow.interval.high)
      expect(narrow.interval.high).toBeLessThan(wide.interval.high)
    })
  },
)

test('metric names are unique, kebab-case, and found again', () => {
  const names = stats.metrics.map((metric) => metric.name)
  expect(new Set(names).size).toBe(names.length)
  for (const metric of stats.metrics) {
    expect(metric.name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
    expect(stats.findMetric(metric.name)).toBe(metric)
    expect(metric.tasks.length).toBeGreaterThan(0)
  }
  expect(stats.findMetric('nothing')).toBeUndefined()
})

test('every exported function of one number takes NaN to NaN and repeats itself', () => {
  const { exp, expm1, log, log1p, logistic, tanh, erf, erfc, lgamma, normalCdf } = stats
  const { normalQuantile, nextUp, nextDown } = stats
  const elementary = { exp, expm1, log, log1p, logistic, tanh, erf, erfc, lgamma, normalCdf }
  for (const of of Object.values({ ...elementary, normalQuantile, nextUp, nextDown })) {
    expect(of(Number.NaN)).toBeNaN()
    for (const x of [-3.7, -0, 0, 0.3, 1, 2.5, 40]) expect(of(x)).toBe(of(x))
  }
})

test('the reliability curve says how often class 1 came beside what was predicted', () => {
  const metric = stats.findMetric('calibration-error')?.create()
  metric?.add({
    labels: Float64Array.of(1, 0, 1, 1),
    predictions: Float64Array.of(0.25, 0.25, 0.95, 1),
  })
  const state = metric?.state()
  if (state === undefined) throw new Error('no metric')
  expect(stats.reliabilityOf(state)).toEqual([
    { from: 0.2, to: 0.3, weight: 2, meanPrediction: 0.25, shareOfOnes: 0.5 },
    { from: 0.9, to: 1, weight: 2, meanPrediction: 0.975, shareOfOnes: 1 },
  ])
})

/** Seeded rows that the metric accepts: labels by its task, predictions by what it needs. */
function rowsFor(metric: Metric, count: number): LabelledBatch {
  const random = stats.createRandom(17)
  const labels = Float64Array.from({ length: count }, (_, i) => labelFor(metric, random, i))
  const classes = classesOf(metric)
  const predictions = Float64Array.from({ length: count * widthOf(metric) }, (_, at) => {
    const label = labels[Math.floor(at / widthOf(metric))] ?? 0
    if (classes > 2 && metric.needs === 'probability') return random.nextBelow(101) / 100
    if (metric.needs === 'label') return random.nextFloat() < 0.8 ? label : 1 - label
    if (metric.tasks.includes('ranking')) return label + random.nextBelow(9)
    if (metric.needs === 'value') return label * (0.5 + random.nextFloat())
    if (metric.needs === 'interval') return label - 0.5 + (at % 2) * (0.2 + random.nextFloat())
    // Two digits make ties.
    return Math.round(stats.logistic(label - 0.5 + random.nextNormal()) * 100) / 100
  })
  return { labels, predictions, ...(classes > 2 && { classes }), ...columnsFor(count) }
}

function labelFor({ tasks, name }: Metric, random: stats.Random, row: number): number {
  if (tasks.includes('ranking')) return Math.max(0, random.nextBelow(40) - 36)
  if (name.startsWith('detection') || name.startsWith('time')) return Number(row % 20 > 17)
  if (tasks.includes('regression') || tasks.includes('forecasting')) {
    return stats.exp(random.nextNormal())
  }
  return random.nextBelow(tasks.includes('binary') ? 2 : 7)
}

/** Series and queries of twenty rows. */
function columnsFor(count: number) {
  const column = (of: (row: number) => number) =>
    Float64Array.from({ length: count }, (_, row) => of(row))
  return {
    groups: column((row) => Math.floor(row / 20)),
    times: column((row) => row),
    absoluteScales: column((row) => 1 + (row % 3)),
    squaredScales: column((row) => 2 + (row % 3)),
  }
}

function classesOf({ tasks }: Metric): number {
  return tasks.includes('multiclass') && !tasks.includes('binary') ? 7 : 2
}

function widthOf(metric: Metric): number {
  if (metric.needs === 'interval') return 2
  return metric.needs === 'probability' && classesOf(metric) > 2 ? classesOf(metric) : 1
}

/** Weights that are the same within a series and a query. */
function weightsFor(count: number): Float64Array<ArrayBuffer> {
  const random = stats.createRandom(18)
  const ofGroup = Float64Array.from({ length: count }, () => random.nextFloat() * 3)
  return Float64Array.from({ length: count }, (_, row) => ofGroup[Math.floor(row / 20)] ?? 0)
}

function split(rows: LabelledBatch, from: number, to: number): LabelledBatch {
  const width = rows.predictions.length / rows.labels.length
  return {
    ...rows,
    labels: rows.labels.subarray(from, to),
    predictions: rows.predictions.subarray(from * width, to * width),
    weights: rows.weights?.subarray(from, to),
    groups: rows.groups?.subarray(from, to),
    times: rows.times?.subarray(from, to),
    absoluteScales: rows.absoluteScales?.subarray(from, to),
    squaredScales: rows.squaredScales?.subarray(from, to),
  }
}

function spoiled(rows: LabelledBatch, column: 'labels' | 'predictions', at: number): LabelledBatch {
  return { ...rows, [column]: rows[column].slice().fill(Number.NaN, at, at + 1) }
}

/** Equal to the last bit. */
function expectBits(found: Estimate, expected: Estimate): void {
  expect(found).toStrictEqual(expected)
}

function evaluate(metric: Metric, batches: readonly LabelledBatch[], level?: number): Estimate {
  const accumulator = metric.create()
  for (const batch of batches) accumulator.add(batch)
  return accumulator.result(level)
}
