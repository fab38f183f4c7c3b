import type {
  Backtest,
  Comparison,
  Contender,
  Counted,
  Difference,
  MetricValue,
  PartitionResult,
  Shape,
} from '@ratchet-ml/protocol'
import { createRandom } from '@ratchet-ml/stats'
import { sentenceOf } from '../../backtest/compare/words.ts'

export const digestOf = (character: string): `sha256:${string}` =>
  `sha256:${character.repeat(64).slice(0, 64)}`

const january = { from: '2001-01-01T00:00:00.000000Z', until: '2001-02-01T00:00:00.000000Z' }

export interface BacktestShape {
  readonly partitions?: number
  readonly task?: 'binary' | 'regression'
  readonly slices?: number
}

/** Two versions, a recipe and a baseline by month: version 2 is the better one, except in XX. */
export function aBacktest({
  partitions = 6,
  task = 'binary',
  slices = 8,
}: BacktestShape = {}): Backtest {
  const contenders: Contender[] = [
    { name: 'flights@1', kind: 'version', digest: digestOf('1'), trainedOn: january },
    { name: 'flights@2', kind: 'version', digest: digestOf('2'), trainedOn: january },
    { name: 'recipe:monthly', kind: 'recipe', digest: digestOf('3') },
    { name: 'baseline:prior', kind: 'baseline' },
  ]
  const metrics = task === 'binary' ? ofClasses : ofNumbers
  const random = createRandom(partitions)
  const valuesOf = (index: number, n: number) =>
    Object.fromEntries(
      metrics.map((metric) => [metric.name, aValue(baseOf(metric, index) + wobble(random), n)]),
    )
  const months = Array.from({ length: partitions }, (_, month) => monthOf(month))
  const common = months.slice(1)
  return {
    id: digestOf('a'),
    model: 'flights',
    task,
    dataset: { name: 'flights', digest: digestOf('d'), rows: 40_000 * partitions },
    label: task === 'binary' ? 'late' : 'delay',
    partitionBy: 'month',
    level: 0.95,
    metrics: [...metrics],
    contenders,
    partitions: months.map(
      (month, index): PartitionResult => ({
        partition: month.name,
        from: month.from,
        until: month.until,
        rows: 40_000,
        unlabelled: index === 2 ? 120 : 0,
        results: Object.fromEntries(
          contenders.map(({ name, kind }, i) => [
            name,
            {
              counted: countedOf(kind, index),
              metrics: valuesOf(i, 40_000),
              ...madeBy(kind, index),
            },
          ]),
        ),
      }),
    ),
    common: {
      partitions: common.map(({ name }) => name),
      rows: 40_000 * common.length,
      results: Object.fromEntries(
        contenders.map(({ name }, i) => [name, valuesOf(i, 40_000 * common.length)]),
      ),
      slices: Array.from({ length: slices }, (_, i) => ({
        by: 'carrier',
        slice: carrierOf(i),
        rows: 1_000 * (i + 1),
        results: Object.fromEntries(
          contenders.map(({ name }, c) => [name, valuesOf(c, 1_000 * (i + 1))]),
        ),
      })),
      shapes: Object.fromEntries(
        contenders
          .filter(({ kind }) => kind !== 'baseline')
          .map(({ name }, i) => [name, task === 'binary' ? aCurvedShape(i) : aSpreadShape(i)]),
      ),
    },
    comparisons: metrics.flatMap((metric) =>
      comparisonsOf(
        metric,
        common.map(({ name }) => name),
      ),
    ),
    leaks: {
      checked: ['available-after', 'future-time', 'knows-answer', 'shared-rows', 'repeated-rows'],
      findings: [],
      skipped: [{ check: 'missing-live', because: 'Nothing was served yet.' }],
    },
    plan: {
      model: 'flights',
      dataset: 'flights',
      metrics: metrics.map(({ name }) => name),
      seed: 1,
    },
  }
}

type Metric = Backtest['metrics'][number]

const ofClasses: readonly Metric[] = [
  { name: 'log-loss', title: 'Log loss', direction: 'lower' },
  { name: 'auc', title: 'AUC', direction: 'higher' },
  { name: 'brier', title: 'Brier score', direction: 'lower' },
  { name: 'accuracy', title: 'Accuracy', direction: 'higher' },
]
const ofNumbers: readonly Metric[] = [
  { name: 'rmse', title: 'Root mean squared error', direction: 'lower' },
  { name: 'mae', title: 'Mean absolute error', direction: 'lower' },
  { name: 'r2', title: 'R²', direction: 'higher' },
]

/** The second is the best, the last, a baseline, the worst. */
function baseOf({ direction }: Metric, contender: number): number {
  const loss = [0.43, 0.42, 0.435, 0.48][contender] ?? 0.45
  return direction === 'lower' ? loss : 1.1 - loss
}

function wobble(random: ReturnType<typeof createRandom>): number {
  return (random.nextFloat() - 0.5) * 0.02
}

function aValue(value: number, n: number): MetricValue {
  const half = 1 / Math.sqrt(n)
  return {
    kind: 'value',
    value,
    low: value - half,
    high: value + half,
    level: 0.95,
    method: 'mean',
    n,
  }
}

function monthOf(index: number) {
  const at = (month: number) =>
    new Date(Date.UTC(2001, month)).toISOString().replace('.000Z', '.000000Z')
  return { name: at(index).slice(0, 7), from: at(index), until: at(index + 1) }
}

function countedOf(kind: Contender['kind'], month: number): Counted {
  if (kind === 'version' && month === 0) return { kind: 'trained-on' }
  if (kind === 'recipe' && month === 0) {
    return { kind: 'no-answer', because: 'no model ended before it' }
  }
  return { kind: 'evidence' }
}

function madeBy(kind: Contender['kind'], month: number) {
  if (kind !== 'recipe' || month === 0) return {}
  const { from, until } = monthOf(month - 1)
  return { digest: digestOf(String(month % 10)), trainedOn: { from, until } }
}

function carrierOf(index: number): string {
  return `${String.fromCharCode(65 + (index % 26))}${index}`
}

function comparisonsOf(metric: Metric, months: readonly string[]): readonly Comparison[] {
  const sign = metric.direction === 'lower' ? -1 : 1
  const against = (candidate: string, reference: string, size: number): Comparison => {
    const difference = aDifference(sign * size, 0.0021)
    const verdict = Math.abs(size) < 0.002 ? 'undecided' : size > 0 ? 'better' : 'worse'
    return {
      candidate,
      reference,
      metric: metric.name,
      level: 0.95,
      verdict,
      says: sentenceOf({ candidate, reference }, asCompared(metric), difference, {
        level: 0.95,
        partitions: months.length,
        rows: 200_000,
      }),
      rows: 200_000,
      difference,
      tests: [
        {
          kind: 'diebold-mariano',
          statistic: -4.1,
          pValue: 0.00004,
          horizon: 1,
          kernel: 'bartlett',
          points: 150,
        },
        { kind: 'sign', better: months.length - 1, worse: 1, pValue: 0.375 },
      ],
      byPartition: months.map((partition, index) => ({
        partition,
        difference: aDifference(sign * (index === 1 ? -size : size), 0.004),
      })),
      worse: [{ by: 'carrier', slice: 'B1', difference: aDifference(-sign * 0.02, 0.01) }],
    }
  }
  return [
    against('flights@2', 'flights@1', 0.01),
    against('recipe:monthly', 'flights@1', -0.001),
    against('flights@1', 'baseline:prior', 0.05),
  ]
}

function asCompared(metric: Metric) {
  return { ...metric, isAccuracy: metric.name === 'accuracy' }
}

function aDifference(value: number, half: number): Difference {
  return {
    kind: 'value',
    value,
    low: value - half,
    high: value + half,
    method: 'jackknife',
    n: 40_000,
  }
}

function aCurvedShape(series: number): Shape {
  const steps = Array.from({ length: 21 }, (_, i) => i / 20)
  const bend = 2 + series * 0.3
  const rise = (x: number) => 1 - (1 - x) * (1 - x) * (1 - x / bend)
  return {
    reliability: Array.from({ length: 10 }, (_, i) => {
      const predicted = (i + 0.5) / 10
      const observed = predicted + 0.06 * (0.5 - predicted) * (series + 1)
      const half = 0.01 + 0.04 * predicted
      const n = Math.round(80_000 * (1 - predicted) * (1 - predicted))
      return { predicted, observed, low: observed - half, high: observed + half, n }
    }),
    roc: steps.map((x): [number, number] => [x, rise(x)]),
    precisionRecall: steps
      .slice(1)
      .map((x): [number, number] => [x, 0.9 - 0.7 * x * x - series * 0.02]),
  }
}

function aSpreadShape(series: number): Shape {
  return {
    residuals: Array.from({ length: 20 }, (_, i) => {
      const spread = 5 + i + series
      const mean = (i - 12) * 0.4
      const quantiles = [-2, -0.7, -0.1, 0.6, 2.2].map((q) => mean + q * spread)
      return { predicted: -10 + 4 * i, mean, quantiles, n: 10_000 - 400 * i }
    }),
  }
}
