import { type Backtest, type MetricValue, Requirement } from '@ratchet-ml/protocol'

type Counted = Backtest['partitions'][number]['results'][string]['counted']

/** A value with an interval of 95 %, on a thousand rows. */
export function between(low: number, high: number, n = 1000): MetricValue {
  return { kind: 'value', value: (low + high) / 2, low, high, level: 0.95, method: 'delta', n }
}

/** A metric without a value. */
export function lacking(reason: string, n = 1000): MetricValue {
  return { kind: 'undefined', reason, n }
}

type Values = Readonly<Record<string, MetricValue>>

/** What a made-up back-test says: of each contender, by place, the one metric. */
export interface Told {
  readonly metric?: string
  readonly direction?: 'higher' | 'lower'
  readonly level?: number
  readonly overall?: Values
  readonly partitions?: Readonly<Record<string, Values>>
  /** By `column=value`. */
  readonly slices?: Readonly<Record<string, Values>>
  /** Contenders whose rows do not count, by partition. */
  readonly uncounted?: Readonly<Record<string, Readonly<Record<string, Counted['kind']>>>>
  readonly comparisons?: Backtest['comparisons']
  readonly plan?: Backtest['plan']
  readonly isOld?: boolean
}

/** A document by hand, of `flights@2`, `flights@1` and `baseline:prior`. */
export function aBacktest(told: Told): Backtest {
  const { metric = 'log-loss', direction = 'lower', level = 0.95, isOld = false } = told
  const byMetric = (values: Values) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { [metric]: value }]))
  const { overall = {}, partitions = {}, slices = {}, uncounted = {} } = told
  const span = { from: '2001-01-01T00:00:00Z', until: '2001-02-01T00:00:00Z' }
  return {
    ...{ id: `sha256:${'1'.repeat(64)}`, model: 'flights', task: 'binary', label: 'late' },
    ...{ partitionBy: 'month', level, metrics: [{ name: metric, title: metric, direction }] },
    dataset: { name: 'flights', digest: `sha256:${'2'.repeat(64)}`, rows: 5000 },
    contenders: [
      { name: 'flights@2', kind: 'version', trainedOn: span },
      { name: 'flights@1', kind: 'version' },
      { name: 'baseline:prior', kind: 'baseline' },
    ],
    partitions: Object.entries(partitions).map(([partition, values]) => ({
      ...{ partition, rows: Math.max(...Object.values(values).map(({ n }) => n)), unlabelled: 0 },
      results: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          name,
          { counted: countedAs(uncounted[partition]?.[name]), metrics: { [metric]: value } },
        ]),
      ),
    })),
    ...(told.comparisons && { comparisons: told.comparisons }),
    ...(told.plan && { plan: told.plan }),
    ...(!isOld && {
      common: {
        ...{ partitions: Object.keys(partitions), rows: 5000, shapes: {} },
        results: byMetric(overall),
        slices: Object.entries(slices).map(([place, values]) => {
          const [by = '', slice = ''] = place.split('=')
          const rows = Math.max(...Object.values(values).map(({ n }) => n))
          return { by, slice, rows, results: byMetric(values) }
        }),
      },
    }),
  }
}

function countedAs(kind: Counted['kind'] = 'evidence'): Counted {
  return kind === 'no-answer' ? { kind, because: 'it knows no past' } : { kind }
}

/** A requirement as ratchet.yaml has it. */
export function aRequirement(said: Partial<Requirement>): Requirement {
  const isBound = ['atMost', 'atLeast', 'betterBy', 'worseByAtMost'].some((key) => key in said)
  return Requirement.parse({ metric: 'log-loss', ...(isBound ? {} : { atMost: 0.5 }), ...said })
}
