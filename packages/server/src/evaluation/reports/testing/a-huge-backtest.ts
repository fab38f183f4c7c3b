import type {
  Backtest,
  Comparison,
  Difference,
  MetricValue,
  SliceResult,
} from '@ratchet-ml/protocol'
import { digestOf } from './a-backtest.ts'

export interface HugeShape {
  readonly partitions: number
  readonly contenders: number
  readonly metrics: number
  readonly slices: number
  /** Put into every name and every sentence. */
  readonly text: string
}

/** A document of any size. Values are shared between partitions, so that millions of them fit. */
export function aHugeBacktest(shape: HugeShape): Backtest {
  const { partitions, contenders, metrics, slices, text } = shape
  const names = count(contenders, (i) => `${text}${i}`)
  const ofMetrics = count(metrics, (i) => ({
    name: `${text}-metric-${i}`,
    title: `${text} metric ${i}`,
    direction: i % 2 === 0 ? ('lower' as const) : ('higher' as const),
  }))
  const values = count(7, (i) =>
    Object.fromEntries(ofMetrics.map(({ name }, m) => [name, aValue(i, m, text)])),
  )
  const resultsAt = (place: number) =>
    Object.fromEntries(names.map((name, i) => [name, values[(place + i) % 7] ?? {}]))
  const labels = count(partitions, (i) => `${text} ${i}`)
  return {
    id: digestOf('e'),
    model: text,
    task: 'binary',
    dataset: { name: text, digest: digestOf('f'), rows: 1e9, untimed: 3 },
    label: text,
    partitionBy: text,
    level: 0.9,
    metrics: ofMetrics,
    contenders: names.map((name, i) => ({
      name,
      kind: (['version', 'recipe', 'baseline'] as const)[i % 3] ?? 'version',
      digest: digestOf('7'),
    })),
    partitions: labels.map((partition, place) => ({
      partition,
      rows: place,
      unlabelled: place % 3,
      results: Object.fromEntries(
        names.map((name, i) => [
          name,
          { counted: countedAt(place + i, text), metrics: values[(place + i) % 7] ?? {} },
        ]),
      ),
    })),
    common: {
      partitions: labels,
      rows: 1e9,
      results: resultsAt(0),
      slices: count(
        slices,
        (i): SliceResult => ({
          by: `${text}${i % 40}`,
          slice: `${text}=${i}`,
          rows: i,
          results: resultsAt(i),
        }),
      ),
      shapes: Object.fromEntries(names.map((name) => [name, aLargeShape()])),
    },
    comparisons: names.slice(1).flatMap((candidate, i) =>
      ofMetrics.map(
        ({ name }): Comparison => ({
          candidate,
          reference: names[0] ?? '',
          metric: name,
          level: 0.9,
          verdict: (['better', 'worse', 'undecided'] as const)[i % 3] ?? 'worse',
          says: `${text} `.repeat(50),
          rows: 1e9,
          difference: aDifference(i),
          tests: [{ kind: 'undefined', test: text, reason: text }],
          byPartition:
            i === 0
              ? labels.map((partition, p) => ({ partition, difference: aDifference(p) }))
              : [],
          worse: count(slices, (s) => ({ by: text, slice: `${s}`, difference: aDifference(s) })),
        }),
      ),
    ),
    leaks: {
      checked: count(slices, () => text),
      findings: count(slices, (i) => ({
        check: 'knows-answer',
        severity: i % 2 === 0 ? ('leak' as const) : ('suspicion' as const),
        feature: text,
        says: `${text} `.repeat(50),
      })),
      skipped: count(slices, () => ({ check: text, because: text })),
    },
    plan: Object.fromEntries(count(slices, (i) => [`${text}${i}`, text])),
  }
}

function count<T>(length: number, make: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => make(index))
}

function aValue(i: number, metric: number, text: string): MetricValue {
  if ((i + metric) % 7 === 6) return { kind: 'undefined', reason: `${text} `.repeat(20), n: 0 }
  const value = (i + 1) * 1.234_567_89 + metric
  return { kind: 'value', value, low: value - 1, high: value + 1, n: 1_000_000 }
}

function aDifference(i: number): Difference {
  const value = (i % 11) - 5
  return { kind: 'value', value, low: value - 1, high: value + 1, n: 1_000 }
}

function countedAt(place: number, because: string) {
  const kinds = ['evidence', 'trained-on', 'training-unknown'] as const
  if (place % 4 === 3) return { kind: 'no-answer', because } as const
  return { kind: kinds[place % 4] ?? 'evidence' } as const
}

function aLargeShape() {
  return {
    reliability: count(50, (i) => ({ predicted: i / 50, observed: i / 50, low: 0, high: 1, n: i })),
    roc: count(2_000, (i): [number, number] => [i / 1_999, i / 1_999]),
    precisionRecall: count(2_000, (i): [number, number] => [i / 1_999, 1 - i / 1_999]),
    residuals: count(500, (i) => ({ predicted: i, mean: 0, quantiles: [-2, -1, 0, 1, 2], n: 9 })),
  }
}
