import { createHash } from 'node:crypto'
import { createSlicedMetrics, type SlicedMetrics, type SlicedState } from '@ratchet-ml/stats'
import { batchRows, groups, weightsFrom } from './metric-groups.ts'

const SLICES = 20

/** Rows of a group of metrics, from one on until another. */
export type Unit = {
  readonly group: string
  readonly weighted: boolean
  readonly from: number
  readonly until: number
}

/** CPU seconds so far. */
export type Clock = () => number

/** Adds the rows; their making is not counted. */
export function gather(
  { group, weighted, from, until }: Unit,
  clock: Clock,
): { readonly sliced: SlicedMetrics; readonly seconds: number } {
  const { metrics, fill } = groupOf(group)
  const sliced = createSlicedMetrics(metrics)
  const slices = new Uint8Array(batchRows)
  let seconds = 0
  for (let at = from; at < until; at += batchRows) {
    const count = Math.min(batchRows, until - at)
    const filled = fill(at)
    const batch = weighted ? { ...filled, weights: weightsFrom(at) } : filled
    for (let i = 0; i < count; i++) slices[i] = Math.floor((at + i) / 20) % SLICES
    const start = clock()
    sliced.add({ ...batch, count }, slices)
    seconds += clock() - start
  }
  return { sliced, seconds }
}

/** Results of every slice and over all rows: their digest, and which metrics were undefined somewhere. */
export function conclude(
  sliced: SlicedMetrics,
  clock: Clock,
): { readonly digest: string; readonly lacking: readonly string[]; readonly seconds: number } {
  const start = clock()
  const found = [...sliced.slices().map((slice) => sliced.ofSlice(slice)), sliced.overall()]
  const seconds = clock() - start
  const lacking = new Set(
    found.flatMap((own) =>
      Object.entries(own).flatMap(([name, { kind }]) => (kind === 'undefined' ? [name] : [])),
    ),
  )
  const digest = createHash('sha256').update(JSON.stringify(found)).digest('hex').slice(0, 12)
  return { digest, lacking: [...lacking], seconds }
}

export function groupOf(name: string): (typeof groups)[string] {
  const found = groups[name]
  if (found === undefined) throw new Error(`There is no group ${name}.`)
  return found
}

/** The memory of a state, which is handed over and not copied. */
export function buffersOf(state: SlicedState): ArrayBuffer[] {
  const columns = [...state.values()].flat().flatMap((own) => own.state.columns)
  const buffers = columns.map(({ buffer }) => buffer as ArrayBuffer) // of this thread alone
  // States may have an empty array in common, which is copied.
  return [...new Set(buffers)].filter(({ byteLength }) => byteLength > 0)
}
