import type { MetricValue } from '@ratchet-ml/protocol'
import {
  createMetricSet,
  type EvaluationBatch,
  type Metric,
  type MetricSet,
  type PredictionKind,
  type RunRoom,
  type WrittenNumbers,
  widthOfKind,
} from '@ratchet-ml/stats'
import { toMetricValue } from '../../metric-value.ts'
import type { JudgedTask } from '../../types.ts'
import type { Answers } from '../contenders/predictors/types.ts'
import { BootstrappedMetrics } from './bootstrapped.ts'
import type { JudgedContender } from './judge-job.ts'
import type { JudgedRows } from './judged-rows.ts'
import { ResidualShape } from './shapes/residual-shape.ts'
import { ScoreShape } from './shapes/score-shape.ts'
import { reordered, type SliceColumn } from './slice-rows.ts'

/** What all contenders are judged by. */
export interface Measures {
  readonly metrics: readonly Metric[]
  readonly task: JudgedTask
  /** Of classification; 0 else. */
  readonly classes: number
  readonly level: number
  /** Of everything that is drawn at random. */
  readonly seed: number
  readonly residualEdges: readonly number[]
  /** Where metrics keep scores. */
  readonly runs: RunRoom
}

/** Gathers what one contender answered to the rows of one partition. */
export class ContenderJudge {
  readonly #measures: Measures
  readonly #metrics: readonly Metric[]
  readonly #kinds: readonly PredictionKind[]
  readonly #overall: MetricSet
  readonly #bootstrapped: BootstrappedMetrics
  /** By slicing column, then by slice; kept where the partition counts for all. */
  readonly #slices: readonly MetricSet[][]
  readonly #shape: ScoreShape | ResidualShape | undefined
  readonly #isCommon: boolean
  #rows = 0
  #unanswered = 0

  /** @param gives the kinds that its predictor answers */
  constructor(
    measures: Measures,
    gives: ReadonlySet<PredictionKind>,
    isCommon: boolean,
    sliceColumns: number,
  ) {
    this.#measures = measures
    this.#isCommon = isCommon
    this.#metrics = measures.metrics.filter(({ needs }) => gives.has(needs))
    this.#kinds = [...new Set(this.#metrics.map(({ needs }) => needs))]
    this.#overall = createMetricSet(this.#metrics, measures)
    this.#bootstrapped = new BootstrappedMetrics(this.#metrics, measures.seed)
    this.#slices = Array.from({ length: isCommon ? sliceColumns : 0 }, () => [])
    this.#shape = isCommon ? shapeOf(measures, gives) : undefined
  }

  /** The metrics whose needs it answers. */
  get metrics(): readonly Metric[] {
    return this.#metrics
  }

  /**
   * @param first place of the first of the rows among those answered
   * @param written the number of each row, of the metrics that have one
   */
  add(answers: Answers, first: number, rows: JudgedRows, written: WrittenNumbers): void {
    this.#rows += rows.count
    this.#unanswered += unansweredIn(answers, first, rows.count)
    const batch = this.batchOf(answers, first, rows)
    if (this.#slices.length === 0) this.#overall.add(batch, written)
    for (const [column, sets] of this.#slices.entries()) {
      this.#addSlices(sets, batch, rows, column, written)
    }
    if (rows.names !== undefined) this.#bootstrapped.add(batch, rows.names)
    const { probability, value } = batch.predictions
    const drawn = this.#shape instanceof ScoreShape ? probability : value
    if (drawn !== undefined) this.#shape?.add(drawn, rows.labels, rows.count)
  }

  batchOf(answers: Answers, first: number, { labels, count, groups }: JudgedRows): EvaluationBatch {
    const { classes } = this.#measures
    const predictions: Partial<Record<PredictionKind, Float64Array>> = {}
    for (const kind of this.#kinds) {
      const width = widthOfKind(kind, classes)
      const part = answers[kind]?.subarray(first * width, (first + count) * width)
      if (part !== undefined) predictions[kind] = part
    }
    return { labels, predictions, count, groups, ...(classes > 2 && { classes }) }
  }

  /** What was found, after which nothing more is added. */
  finish(columns: readonly SliceColumn[]): JudgedContender {
    const judged = this.#judged(columns)
    for (const set of [this.#overall, ...this.#slices.flat()]) set.release()
    return judged
  }

  #judged(columns: readonly SliceColumn[]): JudgedContender {
    // Rows of all slices of a column are all rows, and sums do not depend on the order.
    for (const set of this.#slices[0] ?? []) this.#overall.merge(set.state())
    if (this.#unanswered > 0) {
      const because = `It answers ${this.#rows - this.#unanswered} of ${this.#rows} rows.`
      return notJudged(this.#measures.metrics, because, this.#rows)
    }
    const metrics = toValues(this.#measures, this.#overall, this.#metrics, this.#bootstrapped)
    if (!this.#isCommon) return { metrics }
    const slices = this.#slices.map((sets, column) => {
      const { values = [] } = columns[column] ?? {}
      return new Map(sets.map((set, slice) => [values[slice] ?? '', set.state()]))
    })
    return {
      metrics,
      gathered: {
        ...{ overall: this.#overall.state(), slices, shape: this.#shape?.state() },
        bootstraps: this.#bootstrapped.states(),
      },
    }
  }

  #addSlices(
    sets: MetricSet[],
    batch: EvaluationBatch,
    rows: JudgedRows,
    column: number,
    written: WrittenNumbers,
  ): void {
    const sorted = rows.sorted[column]
    if (sorted === undefined) return
    const { classes } = this.#measures
    const inOrder = new Map(
      this.#kinds.map((kind) => {
        const values = batch.predictions[kind] ?? new Float64Array(0)
        return [kind, reordered(values, sorted.order, widthOfKind(kind, classes))]
      }),
    )
    const groups = batch.groups && reordered(batch.groups, sorted.order, 1)
    const numbers = [...written].map(
      ([name, values]) => [name, reordered(values, sorted.order, 1)] as const,
    )
    for (const { slice, from, end } of sorted.spans) {
      const predictions: Partial<Record<PredictionKind, Float64Array>> = {}
      for (const [kind, values] of inOrder) {
        const width = widthOfKind(kind, classes)
        predictions[kind] = values.subarray(from * width, end * width)
      }
      sets[slice] ??= createMetricSet(this.#metrics, this.#measures)
      const labels = sorted.labels.subarray(from, end)
      sets[slice].add(
        { ...batch, labels, predictions, count: end - from, groups: groups?.subarray(from, end) },
        new Map(numbers.map(([name, values]) => [name, values.subarray(from, end)])),
      )
    }
  }
}

function unansweredIn({ answered }: Answers, first: number, count: number): number {
  if (answered === undefined) return 0
  let unanswered = 0
  for (let i = 0; i < count; i++) if (answered[first + i] === 0) unanswered++
  return unanswered
}

/** A contender without answers. */
export function notJudged(metrics: readonly Metric[], because: string, n: number): JudgedContender {
  const value: MetricValue = { kind: 'undefined', reason: because, n }
  return { because, metrics: Object.fromEntries(metrics.map(({ name }) => [name, value])) }
}

/**
 * Every metric's value, or why there is none.
 *
 * @param bootstrapped draws the intervals of metrics that have none; absent: they get none
 */
export function toValues(
  { metrics, level }: Pick<Measures, 'metrics' | 'level'>,
  set: MetricSet,
  answered: readonly Metric[],
  bootstrapped?: BootstrappedMetrics,
): Readonly<Record<string, MetricValue>> {
  const found = set.results(level)
  return Object.fromEntries(
    metrics.map((metric) => {
      const estimate = answered.includes(metric) ? found[metric.name] : undefined
      if (estimate !== undefined) {
        const completed = bootstrapped?.completed(metric, estimate, level) ?? estimate
        return [metric.name, toMetricValue(completed)]
      }
      return [metric.name, { kind: 'undefined', reason: lackOf(metric.needs), n: 0 }]
    }),
  )
}

function lackOf(kind: PredictionKind): string {
  if (kind.includes(':')) return 'It gives nothing that this metric is made of.'
  return kind === 'probability'
    ? 'It names a class only, and gives no probability.'
    : `It gives no ${kind}.`
}

function shapeOf(
  { task, classes, residualEdges }: Measures,
  gives: ReadonlySet<PredictionKind>,
): ScoreShape | ResidualShape | undefined {
  if (classes === 2 && gives.has('probability')) return new ScoreShape()
  if (task !== 'regression' || !gives.has('value')) return undefined
  return new ResidualShape(residualEdges)
}
