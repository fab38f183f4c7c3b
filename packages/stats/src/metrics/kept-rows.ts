import { hashOf } from './hash-of.ts'
import { widthOfKind } from './rows.ts'
import type { LabelledBatch, PredictionKind } from './types.ts'

/** Rows that chance has kept, column by column. */
export type KeptState = {
  /** How often the clusters, and the rows of the clusters, were halved. */
  readonly halvings: readonly [clusters: number, rows: number]
  readonly classes: number | undefined
  /** Name, cluster, label, predictions, and columns in the order of their names. */
  readonly columns: Readonly<Record<string, Float64Array>>
}

/** A sample of rows of bounded size, whole clusters of them as long as there are many. */
export interface KeptRows {
  add(
    batch: LabelledBatch,
    names: {
      readonly rows: ArrayLike<number>
      readonly clusters?: ArrayLike<number> | undefined
    },
  ): void
  merge(state: KeptState): void
  state(): KeptState
  rows(): {
    readonly batch: LabelledBatch
    readonly clusters: Float64Array
    /** The share of the clusters that may be kept. */
    readonly share: number
  }
}

/** Below it clusters stay, and rows of them go. */
const FEWEST_CLUSTERS = 400
const COLUMNS = ['weights', 'groups', 'times', 'absoluteScales', 'squaredScales'] as const
/** For the numbers of `hashOf` that are no repetitions. */
const OF_CLUSTER = 4294967295
const OF_ROW = 4294967294

export function createKeptRows(kind: PredictionKind, seed: number, mostRows: number): KeptRows {
  let state: KeptState = { halvings: [0, 0], classes: undefined, columns: {} }
  const take = (more: KeptState) => {
    state = thinned(joined(state, more), seed, mostRows)
  }
  return {
    add(batch, names) {
      const count = batch.count ?? batch.labels.length
      const { rows, clusters = rows } = names
      if (rows.length < count || clusters.length < count) {
        const given = Math.min(rows.length, clusters.length)
        throw new RangeError(`There are ${given} names for ${count} rows; give one for each row.`)
      }
      const kept: number[] = []
      for (let row = 0; row < count; row++) {
        const [name, cluster] = [rows[row] as number, clusters[row] as number] // there are as many
        if (isKept(name, cluster, state.halvings, seed)) kept.push(row)
      }
      take({ ...state, classes: batch.classes, columns: columnsOf(batch, names, kept, kind) })
    },
    merge: take,
    state: () => state,
    rows() {
      const { label, name, cluster, predictions, ...more } = state.columns
      const empty = new Float64Array(0)
      const batch = {
        labels: label ?? empty,
        predictions: predictions ?? empty,
        classes: state.classes,
        ...more,
      }
      return {
        batch,
        clusters: cluster ?? name ?? empty,
        share: powerOfHalf(state.halvings[0]) / 4294967296,
      }
    },
  }
}

function isKept(
  name: number,
  cluster: number,
  [clusters, rows]: KeptState['halvings'],
  seed: number,
): boolean {
  return (
    hashOf(seed, OF_CLUSTER, cluster) < powerOfHalf(clusters) &&
    (rows === 0 || hashOf(seed, OF_ROW, name) < powerOfHalf(rows))
  )
}

/** 2^32 halved so many times. */
function powerOfHalf(halvings: number): number {
  let share = 4294967296
  for (let i = 0; i < halvings; i++) share /= 2
  return share
}

function columnsOf(
  batch: LabelledBatch,
  names: { readonly rows: ArrayLike<number>; readonly clusters?: ArrayLike<number> | undefined },
  kept: readonly number[],
  kind: PredictionKind,
): Readonly<Record<string, Float64Array>> {
  const { rows, clusters = rows } = names
  const width = widthOfKind(kind, batch.classes)
  const pick = (from: ArrayLike<number>) => Float64Array.from(kept, (row) => from[row] as number) // in range
  const given = COLUMNS.flatMap((column) => {
    const own = batch[column]
    return own === undefined ? [] : [[column, pick(own)] as const]
  })
  const predictions = Float64Array.from(
    { length: kept.length * width },
    (_, i) =>
      batch.predictions[(kept[Math.floor(i / width)] as number) * width + (i % width)] as number,
  )
  return {
    ...{ name: pick(rows), cluster: pick(clusters), label: pick(batch.labels), predictions },
    ...Object.fromEntries(given),
  }
}

function joined(a: KeptState, b: KeptState): KeptState {
  const names = new Set([...Object.keys(a.columns), ...Object.keys(b.columns)])
  const columns = [...names].map((name) => [name, concatenated(a.columns[name], b.columns[name])])
  return {
    halvings: [Math.max(a.halvings[0], b.halvings[0]), Math.max(a.halvings[1], b.halvings[1])],
    classes: b.classes ?? a.classes,
    columns: Object.fromEntries(columns),
  }
}

function concatenated(
  a: Float64Array = new Float64Array(0),
  b: Float64Array = new Float64Array(0),
): Float64Array {
  const all = new Float64Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}

/** Halves clusters, or rows where clusters are few, until there are no more rows than may be. */
function thinned(given: KeptState, seed: number, mostRows: number): KeptState {
  let state = withoutOthers(given, seed)
  for (;;) {
    const { cluster = new Float64Array(0) } = state.columns
    if (cluster.length <= mostRows) return state
    const [clusters, rows] = state.halvings
    const isMany = new Set(cluster).size > FEWEST_CLUSTERS
    const halvings = isMany ? ([clusters + 1, rows] as const) : ([clusters, rows + 1] as const)
    state = withoutOthers({ ...state, halvings }, seed)
  }
}

function withoutOthers(state: KeptState, seed: number): KeptState {
  const { name = new Float64Array(0), cluster = name } = state.columns
  const kept: number[] = []
  name.forEach((own, row) => {
    if (isKept(own, cluster[row] as number, state.halvings, seed)) kept.push(row) // as many
  })
  if (kept.length === name.length) return state
  const columns = Object.entries(state.columns).map(([key, column]) => {
    const width = column.length / name.length
    const picked = Float64Array.from(
      { length: kept.length * width },
      (_, i) => column[(kept[Math.floor(i / width)] as number) * width + (i % width)] as number,
    )
    return [key, picked]
  })
  return { ...state, columns: Object.fromEntries(columns) }
}
