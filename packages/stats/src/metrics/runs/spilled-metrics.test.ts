import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../random.ts'
import { createMetricSet, type EvaluationBatch } from '../metric-set.ts'
import { findMetric } from '../registry.ts'
import { createSlicedMetrics } from '../sliced-metrics.ts'
import type { Metric } from '../types.ts'
import { createRunRoom } from './run-room.ts'
import { memoryRunStore } from './testing/memory-run-store.ts'

const ROWS = 240
const kinds = {
  twoClasses: ['auc', 'average-precision', 'lift', 'precision-at:7', 'calibration-error-mass'],
  threeClasses: ['auc-one-vs-rest', 'auc-one-vs-rest-weighted', 'auc-one-vs-one', 'log-loss'],
  queries: ['ndcg', 'map:3', 'mrr', 'hit-rate:1'],
  episodes: ['time-to-detection', 'detection-rate'],
} as const

const given = fc.record({
  kind: fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])),
  seed: fc.nat(1000),
  weighted: fc.boolean(),
  levels: fc.constantFrom(1, 4, 1000),
  cuts: fc.array(fc.nat(ROWS), { maxLength: 8 }),
  mostNumbers: fc.integer({ min: 1, max: 400 }),
  blockRows: fc.integer({ min: 1, max: 90 }),
})

test('rows that went to the store give the bits of rows in memory, in whatever order merged', () => {
  fc.assert(
    fc.property(given, ({ kind, seed, weighted, levels, cuts, mostNumbers, blockRows }) => {
      const metrics = kinds[kind].map(named)
      const batch = makers[kind](seed, levels)
      const rows = weighted ? { ...batch, weights: weightsOf(kind, seed) } : batch
      const whole = createMetricSet(metrics)
      whole.add(rows)
      const store = memoryRunStore(blockRows)
      const runs = createRunRoom(store, { mostNumbers })
      const ends = [...cuts, 0, ROWS].sort((a, b) => a - b)
      const parts = ends.slice(1).map((end, i) => {
        const part = createMetricSet(metrics, { runs })
        part.add(cut(rows, ends[i] ?? 0, end))
        return part
      })
      const states = parts.map((part) => part.state())
      for (const part of parts) part.release()
      for (const order of [states, states.toReversed()]) {
        const merged = createMetricSet(metrics, { runs })
        for (const state of structuredClone(order)) merged.merge(state)
        expect(merged.results()).toStrictEqual(whole.results())
        const again = createMetricSet(metrics, { runs })
        again.merge(merged.state())
        expect(again.results()).toStrictEqual(whole.results())
        merged.release()
        again.release()
      }
      expect(store.runs()).toBeGreaterThan(0)
    }),
    { numRuns: 60 },
  )
})

test('the memory of all sets that share a room stays below its bound, but for a batch', () => {
  const runs = createRunRoom(memoryRunStore(64), { mostNumbers: 100 })
  const sliced = createSlicedMetrics(kinds.twoClasses.map(named), { runs })
  const plain = createSlicedMetrics(kinds.twoClasses.map(named))
  const slices = Array.from({ length: ROWS }, (_, i) => i % 7)
  for (const metrics of [sliced, plain]) metrics.add(makers.twoClasses(5, 30), slices)
  expect(sliced.overall()).toStrictEqual(plain.overall())
  for (const slice of plain.slices()) {
    expect(sliced.ofSlice(slice)).toStrictEqual(plain.ofSlice(slice))
  }
})

test('a state with stored runs is refused where there is no store, or the wrong one', () => {
  const metrics = [named('auc')]
  const part = createMetricSet(metrics, {
    runs: createRunRoom(memoryRunStore(9), { mostNumbers: 1 }),
  })
  part.add(makers.twoClasses(1, 10))
  expect(() => createMetricSet(metrics).merge(part.state())).toThrow('stored runs')
  const other = createMetricSet(metrics, { runs: createRunRoom(memoryRunStore(9)) })
  other.merge(part.state())
  expect(() => other.results()).toThrow('no run')
  expect(() => createRunRoom(memoryRunStore(1), { mostNumbers: 0 })).toThrow('0 numbers')
})

test('a state that lost rows is refused and gives no number', () => {
  for (const kind of ['twoClasses', 'threeClasses', 'queries', 'episodes'] as const) {
    const metrics = kinds[kind].slice(0, 1).map(named)
    const set = createMetricSet(metrics)
    set.add(makers[kind](3, 9))
    const torn = set.state().map(({ needs, state }) => ({
      needs,
      state: { ...state, columns: state.columns.map((column) => column.slice(0, 11)) },
    }))
    expect(() => createMetricSet(metrics).merge(torn)).toThrow('240 rows but hold')
  }
})

const makers: Readonly<
  Record<keyof typeof kinds, (seed: number, levels: number) => EvaluationBatch>
> = {
  twoClasses(seed, levels) {
    const random = createRandom(seed)
    const labels = column(() => random.nextBelow(2))
    return { labels, predictions: { probability: column(() => random.nextBelow(levels) / levels) } }
  },
  threeClasses(seed, levels) {
    const random = createRandom(seed)
    const labels = column(() => random.nextBelow(3))
    const probability = Float64Array.from({ length: 3 * ROWS }, () => random.nextBelow(levels))
    return { labels, classes: 3, predictions: { probability: probability.map((p) => p / levels) } }
  },
  queries(seed, levels) {
    const random = createRandom(seed)
    const labels = column(() => random.nextBelow(3))
    const value = column(() => random.nextBelow(levels) - 3)
    return { labels, predictions: { value }, groups: column(() => random.nextBelow(17)) }
  },
  episodes(seed, levels) {
    const random = createRandom(seed)
    const labels = column((i) => Number(i % 9 > 5))
    const label = column(() => Number(random.nextBelow(4) === 0))
    const groups = column((i) => Math.floor(i / 40))
    return { labels, predictions: { label }, groups, times: column((i) => i * levels) }
  },
}

/** The same in all rows of a query or of an episode; some are 0 or 1. */
function weightsOf(kind: keyof typeof kinds, seed: number): Float64Array {
  const random = createRandom(seed)
  const weights = column(() => random.nextBelow(4) / 3)
  return kind === 'queries' || kind === 'episodes' ? weights.fill(1 + (seed % 3) / 7) : weights
}

function cut(batch: EvaluationBatch, from: number, until: number): EvaluationBatch {
  const part = (values: Float64Array | undefined, width = 1) =>
    values?.subarray(from * width, until * width)
  const predictions = Object.fromEntries(
    Object.entries(batch.predictions).map(([name, own]) => [
      name,
      part(own, name === 'probability' ? batch.classes : 1) ?? own,
    ]),
  )
  return {
    labels: batch.labels.subarray(from, until),
    predictions,
    classes: batch.classes,
    weights: part(batch.weights),
    groups: part(batch.groups),
    times: part(batch.times),
  }
}

function column(of: (i: number) => number): Float64Array {
  return Float64Array.from({ length: ROWS }, (_, i) => of(i))
}

function named(name: string): Metric {
  const found = findMetric(name)
  if (found === undefined) throw new Error(`no metric ${name}`)
  return found
}
