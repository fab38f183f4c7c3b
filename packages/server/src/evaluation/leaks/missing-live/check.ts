import { type Column, missingBoolean } from '../../../datasets/types.ts'
import type { LeakPlan } from '../plan-leaks.ts'
import { counted } from '../policy.ts'
import type { Checked, LeakFeature, SeenRows, TimeSpan, Watcher } from '../types.ts'
import { judgeMissingLater, judgeMissingLive, type MissingOverTime } from './policy.ts'

/** Features that are there in the training window, and later or live are not. */
export function watchMissing(plan: LeakPlan): Watcher {
  const counts = new MissingCounts(plan)
  return {
    columns: [],
    add: (rows) => counts.add(rows),
    finish: async () => {
      const overTime = counts.overTime()
      const later = (overTime ?? []).flatMap((one) => judgeMissingLater(one) ?? [])
      const live = await compareLive(plan, counts)
      const skipped = typeof live === 'string' ? [live] : []
      if (overTime === undefined) skipped.push('over time: the dataset has no event times')
      const findings = [...later, ...(typeof live === 'string' ? [] : live.findings)]
      const says = [
        ...(overTime === undefined ? [] : [`${counted(counts.rows)} rows over time`]),
        ...(typeof live === 'string' ? [] : [live.says]),
      ]
      return { says: says.join('; '), findings, skipped } satisfies Checked
    },
  }
}

async function compareLive(plan: LeakPlan, counts: MissingCounts): Promise<Checked | string> {
  if (plan.live === undefined) return 'live: no prediction log was given to compare with'
  const live = await plan.live.missing(plan.features)
  if (typeof live === 'string') return `live: ${live}`
  const findings = plan.features.flatMap((feature) => {
    const missing = live.missing.get(feature.name)
    if (missing === undefined) return []
    const seen = { rows: live.rows, missing }
    return judgeMissingLive(feature.name, counts.totalOf(feature), seen) ?? []
  })
  const says = `${live.missing.size} features in ${counted(live.rows)} predictions of the log`
  return { says, findings }
}

/** Missing values by feature and partition. */
class MissingCounts {
  rows = 0
  readonly #plan: LeakPlan
  readonly #rows: number[] = []
  readonly #missing: readonly number[][]

  constructor(plan: LeakPlan) {
    this.#plan = plan
    this.#missing = plan.features.map(() => [])
  }

  add({ batch, times }: SeenRows): void {
    this.rows += batch.count
    const partitions = this.#partitionsOf(times, batch.count)
    this.#countRows(partitions)
    for (const [i, { name }] of this.#plan.features.entries()) {
      const column = batch.columns.get(name)
      const missing = this.#missing[i]
      if (column !== undefined && missing !== undefined) count(column, partitions, missing)
    }
  }

  totalOf(feature: LeakFeature): { readonly rows: number; readonly missing: number } {
    const missing = this.#missing[this.#plan.features.indexOf(feature)] ?? []
    return { rows: this.rows, missing: missing.reduce((sum, one) => sum + (one ?? 0), 0) }
  }

  /** By feature; `undefined` where there are no event times. */
  overTime(): readonly MissingOverTime[] | undefined {
    const { partitions, features, contenders } = this.#plan
    if (partitions === undefined) return undefined
    const order = [...partitions.found.entries()]
      .filter(([i]) => (this.#rows[i + 1] ?? 0) > 0)
      .sort(([, a], [, b]) => a.from - b.from)
    return features.flatMap((feature, f) => {
      const windows = contenders.flatMap(({ name, trainedOn }) =>
        trainedOn !== undefined && feature.contenders.includes(name) ? [trainedOn] : [],
      )
      const [oldest] = order
      if (oldest === undefined) return []
      const isReference = (span: TimeSpan) =>
        windows.length === 0 ? span === oldest[1] : windows.some((one) => overlap(one, span))
      const reference = order.filter(([, span]) => isReference(span))
      const end = Math.max(...reference.map(([, span]) => span.until))
      const at = (i: number) => ({
        rows: this.#rows[i + 1] ?? 0,
        missing: this.#missing[f]?.[i + 1] ?? 0,
      })
      const sum = { rows: 0, missing: 0 }
      for (const [i] of reference) {
        sum.rows += at(i).rows
        sum.missing += at(i).missing
      }
      // Where the rows that it was trained on are not here, the contract may know of them.
      if (sum.rows === 0 && feature.field.missingSeen === false) sum.rows = Number.MAX_SAFE_INTEGER
      const name = windows.length === 0 ? oldest[1].name : 'the training window'
      const later = order
        .filter(([, span]) => span.from >= end)
        .map(([i, span]) => ({ partition: span.name, ...at(i) }))
      return [{ feature: feature.name, reference: { name, ...sum }, later }]
    })
  }

  /** Rows in order of time have one partition after the other, which is looked up once a run. */
  #countRows(partitions: Int32Array): void {
    let run = 0
    for (let row = 0; row < partitions.length; row++) {
      run += 1
      const partition = partitions[row] as number // in range
      if (partition === partitions[row + 1]) continue
      this.#rows[partition] = (this.#rows[partition] ?? 0) + run
      run = 0
    }
  }

  /** One more than the number of the partition; 0 without an event time. */
  #partitionsOf(times: Float64Array | undefined, count: number): Int32Array {
    const partitions = new Int32Array(count)
    const known = this.#plan.partitions
    if (known === undefined || times === undefined) return partitions
    for (let row = 0; row < count; row++) partitions[row] = known.indexOf(times[row] as number) + 1
    return partitions
  }
}

function overlap(a: TimeSpan, b: TimeSpan): boolean {
  return a.from < b.until && b.from < a.until
}

function count(column: Column, partitions: Int32Array, missing: number[]): void {
  if (column.kind === 'text') countEqual(column.codes, -1, partitions, missing)
  else if (column.kind === 'boolean') {
    countEqual(column.values, missingBoolean, partitions, missing)
  } else countNaN(column.values, partitions, missing)
}

function countEqual(
  values: Int32Array | Uint8Array,
  absent: number,
  partitions: Int32Array,
  missing: number[],
): void {
  for (let row = 0; row < partitions.length; row++) {
    if (values[row] === absent) countOne(partitions, row, missing)
  }
}

function countNaN(values: Float64Array, partitions: Int32Array, missing: number[]): void {
  if (isWithoutNaN(values)) return
  for (let row = 0; row < partitions.length; row++) {
    if (Number.isNaN(values[row] as number)) countOne(partitions, row, missing) // one for each row
  }
}

/**
 * Whether it surely holds no NaN, as most columns do: four sums tell in a fraction of the time. Infinities of both
 * signs make a sum NaN, too.
 */
function isWithoutNaN(values: Float64Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0]
  const whole = values.length - (values.length % 4)
  for (let i = 0; i < whole; i += 4) {
    a += values[i] as number // so are those below: in range
    b += values[i + 1] as number
    c += values[i + 2] as number
    d += values[i + 3] as number
  }
  for (let i = whole; i < values.length; i++) a += values[i] as number
  return !Number.isNaN(a + b + c + d)
}

function countOne(partitions: Int32Array, row: number, missing: number[]): void {
  const partition = partitions[row] as number // in range
  missing[partition] = (missing[partition] ?? 0) + 1
}
