import type { Scored } from '@ratchet-ml/scoring'
import type { Accumulator, LabelledBatch, PredictionKind } from '@ratchet-ml/stats'
import { type ColumnInfo, type RowEncoder, rowEncoder } from '../../datasets/index.ts'
import type { ColumnBatch } from '../../datasets/types.ts'
import type { BacktestPlan } from './backtest-plan.ts'
import type { RowGroups } from './row-groups.ts'
import type { VersionContender } from './types.ts'

/** Scores one version and keeps its metrics by partition. */
export class VersionJudge {
  readonly version: VersionContender
  readonly #plan: BacktestPlan
  readonly #encoder: RowEncoder
  readonly #encoded: Float64Array
  readonly #scored: Scored
  readonly #predictions: ReadonlyMap<PredictionKind, Float64Array>
  readonly #byPartition: Accumulator[][] = []

  /** @param capacity the most rows of a group */
  constructor(
    plan: BacktestPlan,
    version: VersionContender,
    columns: readonly ColumnInfo[],
    capacity: number,
  ) {
    this.version = version
    this.#plan = plan
    this.#encoder = rowEncoder(version.contract, columns, version.name)
    this.#encoded = new Float64Array(capacity * this.#encoder.width)
    this.#scored = version.scorer.allocate(capacity)
    const kinds = new Set(plan.metrics.map((metric) => metric.needs))
    this.#predictions = new Map([...kinds].map((kind) => [kind, this.#room(kind, capacity)]))
  }

  /** @param labels of the rows of `groups`, in their order */
  judge(batch: ColumnBatch, groups: RowGroups, labels: Float64Array, firstRow: number): void {
    const { rows, count, spans } = groups
    this.#encoder.encode(batch, rows, count, this.#encoded, firstRow)
    this.version.scorer.score(this.#encoded, count, this.#scored)
    for (const [kind, room] of this.#predictions) this.#fill(kind, room, count)
    for (const { partition, start, end } of spans) {
      const accumulators = this.#accumulatorsOf(partition)
      for (const [i, { needs }] of this.#plan.metrics.entries()) {
        accumulators[i]?.add(this.#slice(needs, labels, start, end))
      }
    }
  }

  /** The metrics of a partition in the order of the plan. */
  resultsOf(partition: number): readonly Accumulator[] {
    return this.#accumulatorsOf(partition)
  }

  #accumulatorsOf(partition: number): readonly Accumulator[] {
    const known = this.#byPartition[partition]
    if (known !== undefined) return known
    const created = this.#plan.metrics.map((metric) => metric.create())
    this.#byPartition[partition] = created
    return created
  }

  #slice(kind: PredictionKind, labels: Float64Array, start: number, end: number): LabelledBatch {
    const width = this.#widthOf(kind)
    const predictions = this.#predictions.get(kind)?.subarray(start * width, end * width)
    if (predictions === undefined) throw new TypeError(`no predictions of kind ${kind}`)
    const batch = { labels: labels.subarray(start, end), predictions, count: end - start }
    return this.#plan.classes > 2 ? { ...batch, classes: this.#plan.classes } : batch
  }

  #room(kind: PredictionKind, capacity: number): Float64Array {
    return new Float64Array(capacity * this.#widthOf(kind))
  }

  /** Metrics take one probability of two classes, that of the second, and all of more. */
  #widthOf(kind: PredictionKind): number {
    return kind === 'probability' && this.#plan.classes > 2 ? this.#plan.classes : 1
  }

  #fill(kind: PredictionKind, room: Float64Array, count: number): void {
    const { probability, label, value } = this.#scored
    const known = new Map<PredictionKind, Float64Array | Int32Array | undefined>([
      ['probability', probability],
      ['label', label],
      ['value', value],
    ])
    const answers = known.get(kind)
    if (answers === undefined) throw new TypeError(`${this.version.name} gives no ${kind}`)
    if (kind === 'probability' && this.#plan.classes === 2) {
      for (let i = 0; i < count; i++) room[i] = answers[2 * i + 1] ?? Number.NaN
    } else {
      const length = count * this.#widthOf(kind)
      for (let i = 0; i < length; i++) room[i] = answers[i] ?? Number.NaN
    }
  }
}
