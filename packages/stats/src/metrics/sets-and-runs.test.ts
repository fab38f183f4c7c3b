import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import {
  auc,
  bootstrapDifference,
  bootstrapMetric,
  createClusterBootstrap,
  createMetricSet,
  createSlicedMetrics,
  type EvaluationBatch,
  findMetric,
  type LabelledBatch,
  metricFamilies,
  naiveScales,
  nameOfText,
} from './index.ts'

const names = ['auc', 'average-precision', 'lift', 'log-loss', 'f-beta', 'mcc', 'accuracy']
const set = names.map((name) => named(name))

test('a set gathers once what several metrics are computed from, with their own results', () => {
  const batch = rows(500)
  const found = createMetricSet(set)
  found.add(batch)
  expect(found.state().map(({ state }) => state.tally)).toEqual([
    'ranked',
    'log-loss',
    'confusion',
    'accuracy',
  ])
  for (const metric of set) {
    const alone = metric.create()
    alone.add({ ...batch, predictions: batch.predictions[metric.needs] ?? new Float64Array(0) })
    expect(found.results()[metric.name]).toStrictEqual(alone.result())
  }
})

test('a set refuses rows without the predictions that it needs, and states of others', () => {
  const found = createMetricSet(set)
  expect(() => found.add({ labels: new Float64Array(1), predictions: {} })).toThrow('probability')
  const other = createMetricSet([named('rmse')])
  expect(() => found.merge(other.state())).toThrow('rmse over value')
  expect(() =>
    named('ndcg')
      .create()
      .add(labelled(rows(3))),
  ).toThrow('no groups')
})

test('slices together are all rows, bit for bit, however rows fell into batches', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(2), { minLength: 40, maxLength: 60 }),
      fc.nat(39),
      (slices, cut) => {
        const batch = rows(slices.length)
        const sliced = createSlicedMetrics(set)
        sliced.add(part(batch, cut, slices.length), slices.slice(cut))
        sliced.add(part(batch, 0, cut), slices.slice(0, cut))
        const other = createSlicedMetrics(set)
        other.add(part(batch, 0, cut), slices.slice(0, cut))
        const merged = createSlicedMetrics(set)
        merged.add(part(batch, cut, slices.length), slices.slice(cut))
        merged.merge(structuredClone(other.state()))
        const whole = createMetricSet(set)
        whole.add(batch)
        expect(sliced.overall()).toStrictEqual(whole.results())
        expect(merged.overall()).toStrictEqual(whole.results())
        for (const slice of sliced.slices()) {
          const own = createMetricSet(set)
          slices.forEach((at, i) => {
            if (at === slice) own.add(part(batch, i, i + 1))
          })
          expect(sliced.ofSlice(slice)).toStrictEqual(own.results())
          expect(merged.ofSlice(slice)).toStrictEqual(own.results())
        }
        expect(sliced.ofSlice(99)['auc']).toMatchObject({ kind: 'undefined', reason: 'no-rows' })
      },
    ),
    { numRuns: 20 },
  )
})

test('slices of columns and of several probabilities hold the rows that they should', () => {
  const probability = Float64Array.from({ length: 12 }, (_, i) => i / 12)
  const metrics = [named('top-k:1'), named('mase')]
  const sliced = createSlicedMetrics(metrics)
  const labels = Float64Array.of(2, 0, 2, 1)
  const absoluteScales = Float64Array.of(1, 2, 4, 8)
  const value = Float64Array.of(3, 3, 3, 3)
  sliced.add(
    { labels, classes: 3, predictions: { probability, value }, absoluteScales },
    [0, 1, 0, 1],
  )
  expect(sliced.ofSlice(0)['top-k:1']).toMatchObject({ value: 1, n: 2 })
  expect(sliced.ofSlice(1)['top-k:1']).toMatchObject({ value: 0, n: 2 })
  expect(sliced.ofSlice(0)['mase']).toMatchObject({ value: (1 / 1 + 1 / 4) / 2 })
  expect(() => sliced.add({ labels, predictions: {} }, [0])).toThrow('1 slices for 4 rows')
  expect(() => sliced.add({ labels, predictions: {} }, [0, -1, 0, 0])).toThrow('A slice is -1')
})

test('the bootstrap of a metric repeats with its seed, and knows rows, clusters and blocks', () => {
  const batch = labelled(rows(300))
  const run = (seed: number, length: number) =>
    bootstrapMetric(
      auc,
      batch,
      { kind: 'blocks', length },
      {
        random: createRandom(seed),
        repetitions: 100,
      },
    )
  expect(run(1, 5)).toEqual(run(1, 5))
  expect(run(1, 5)).not.toEqual(run(2, 5))
  const value = auc.create()
  value.add(batch)
  const found = value.result()
  if (found.kind !== 'value') throw new Error(found.detail)
  expect(run(1, 5)?.low).toBeLessThan(found.value)
  expect(run(1, 5)?.high).toBeGreaterThan(found.value)
  const options = () => ({ random: createRandom(3), repetitions: 50 })
  const alone = Array.from({ length: 300 }, (_, i) => 1000 - i)
  const clusters = bootstrapMetric(auc, batch, { kind: 'clusters', ofRow: alone }, options())
  expect(clusters).toEqual(bootstrapMetric(auc, batch, { kind: 'rows' }, options()))
  expect(() => bootstrapMetric(auc, batch, { kind: 'clusters', ofRow: [1] }, options())).toThrow(
    '1 clusters for 300 rows',
  )
})

test('the difference of a metric of two predictors is surer than each of them', () => {
  const batch = labelled(rows(300))
  const better = {
    ...batch,
    predictions: batch.predictions.map((p, i) => p + 0.2 * (batch.labels[i] ?? 0)),
  }
  const options = () => ({ random: createRandom(3), repetitions: 100 })
  const difference = bootstrapDifference(auc, [better, batch], { kind: 'rows' }, options())
  const alone = bootstrapMetric(auc, batch, { kind: 'rows' }, options())
  const width = (found: typeof alone) => (found?.high ?? 0) - (found?.low ?? 0)
  expect(difference?.low).toBeGreaterThan(0)
  expect(width(difference)).toBeLessThan(width(alone))
  const same = bootstrapDifference(auc, [batch, batch], { kind: 'rows' }, options())
  expect(same).toMatchObject({ low: 0, high: 0 })
})

test('a streaming bootstrap keeps a bounded number of rows, and tells the same when repeated', () => {
  const batch = labelled(rows(3000))
  const names = Array.from({ length: 3000 }, (_, i) => i + 2 ** 40)
  const metric = named('auc')
  const make = (mostRows: number) =>
    createClusterBootstrap(metric, { seed: 8, repetitions: 30, mostRows })
  const told = (mostRows: number) => {
    const parts = [0, 1, 2].map((i) => {
      const part = make(mostRows)
      part.add(cutRows(batch, 1000 * i, 1000 * (i + 1)), {
        rows: names.slice(1000 * i, 1000 * (i + 1)),
      })
      return part
    })
    const merged = make(mostRows)
    for (const part of parts) merged.merge(structuredClone(part.state()))
    expect(merged.state().columns['label']?.length).toBeLessThanOrEqual(mostRows)
    return merged.interval(0.7)
  }
  const whole = make(5000)
  whole.add(batch, { rows: names })
  expect(told(5000)).toStrictEqual(whole.interval(0.7))
  const few = told(900)
  expect(told(900)).toStrictEqual(few)
  const width = (found: ReturnType<typeof told>) => (found?.high ?? 0) - (found?.low ?? 0)
  expect(width(few) / width(whole.interval(0.7))).toBeGreaterThan(0.5)
  expect(width(few) / width(whole.interval(0.7))).toBeLessThan(2)
})

test('few long clusters all stay, and rows of them go', () => {
  const batch = labelled(rows(3000))
  const found = createClusterBootstrap(named('auc'), { seed: 1, repetitions: 20, mostRows: 500 })
  const clusters = Array.from({ length: 3000 }, (_, i) => i % 30)
  found.add(batch, { rows: Array.from({ length: 3000 }, (_, i) => i), clusters })
  expect(new Set(found.state().columns['cluster']).size).toBe(30)
  expect(found.state().halvings[0]).toBe(0)
  expect(found.interval(0.7)?.low).toBeLessThan(0.7)
  expect(() => found.add(batch, { rows: [1] })).toThrow('1 names for 3000 rows')
  const other = createClusterBootstrap(named('auc'), { seed: 2 })
  expect(() => other.merge(found.state())).toThrow('the seed 1')
  expect(other.interval(0.7)).toBeUndefined()
  expect(() => createClusterBootstrap(named('auc'), { seed: -1 })).toThrow('-1')
  expect(nameOfText('a')).not.toBe(nameOfText('b'))
})

test('families take a parameter after a colon, and refuse what is none', () => {
  expect(metricFamilies.length).toBeGreaterThan(0)
  for (const { name, usual } of metricFamilies) {
    expect(findMetric(`${name}:${usual}`)?.name).toBe(`${name}:${usual}`)
    for (const bad of ['', 'x', '-1', '1e3', `${usual}:1`, 'Infinity']) {
      expect(findMetric(`${name}:${bad}`), `${name}:${bad}`).toBeUndefined()
    }
  }
  expect(findMetric('top-k:all')).toBeUndefined()
  expect(findMetric('cost:0,1,1')).toBeUndefined()
  expect(findMetric('auc:1')).toBeUndefined()
})

test('scales are the changes of the history over a season', () => {
  expect(naiveScales(Float64Array.of(1, 3, 2))).toEqual({ absolute: 1.5, squared: 2.5 })
  expect(naiveScales(Float64Array.of(1, 3, 2), 2)).toEqual({ absolute: 1, squared: 1 })
  expect(naiveScales(Float64Array.of(1, 3), 2).absolute).toBeNaN()
  expect(() => naiveScales(new Float64Array(3), 0)).toThrow('season is 0')
})

/** Rows of two classes with ties and weights. */
function rows(count: number): EvaluationBatch & { readonly weights: Float64Array } {
  const random = createRandom(count)
  const labels = Float64Array.from({ length: count }, () => random.nextBelow(2))
  const probability = labels.map((y) => Math.round(20 * (0.3 * y + 0.7 * random.nextFloat())) / 20)
  const weights = labels.map(() => random.nextFloat())
  return { labels, weights, predictions: { probability, label: probability.map(Math.round) } }
}

function labelled({ labels, weights, predictions }: EvaluationBatch): LabelledBatch {
  return { labels, weights, predictions: predictions.probability ?? new Float64Array(0) }
}

function part({ labels, weights, predictions }: EvaluationBatch, from: number, until: number) {
  const cut = (column: Float64Array | undefined) =>
    (column ?? new Float64Array(0)).subarray(from, until)
  return {
    labels: cut(labels),
    weights: cut(weights),
    predictions: { probability: cut(predictions.probability), label: cut(predictions.label) },
  }
}

function cutRows(batch: LabelledBatch, from: number, until: number): LabelledBatch {
  return {
    labels: batch.labels.subarray(from, until),
    predictions: batch.predictions.subarray(from, until),
    weights: batch.weights?.subarray(from, until),
  }
}

function named(name: string) {
  const found = findMetric(name)
  if (found === undefined) throw new Error(`no metric ${name}`)
  return found
}
