import { missingRules, nodeFlags } from '../../ir/tree-arrays.ts'

/**
 * What a node sees of a feature. A missing value is replaced so that one comparison decides: -Infinity
 * is at or below every threshold and goes left, NaN is at or below none and goes right.
 */
const views = {
  /** NaN counts as 0. */
  plain: 0,
  zeroLeft: 1,
  zeroRight: 2,
  nanLeft: 3,
  /** The value as it is, NaN included. */
  nanRight: 4,
  /** The category as a whole number, -1 for none. */
  category: 5,
} as const

const viewCount = 6
const largestCategory = 0x7fffffff

/** The columns that the nodes of an ensemble read, derived from a row once for all trees. */
export interface ColumnPlan {
  readonly width: number
  /** Derives the columns of one row: reads `rows` from `start`, writes `out` from `at`. */
  derive(rows: Float64Array, start: number, out: Float64Array, at: number): void
}

/** Hands out columns to nodes as they ask for them, each view of a feature once. */
export class ColumnPlanner {
  readonly #columns = new Map<number, number>()

  /** The column that a node with these flags reads. */
  ofNode(feature: number, flags: number): number {
    return this.#column(feature, viewOf(flags))
  }

  /** The column with the value itself. */
  ofValue(feature: number): number {
    return this.#column(feature, views.nanRight)
  }

  #column(feature: number, view: number): number {
    const key = feature * viewCount + view
    const known = this.#columns.get(key)
    if (known !== undefined) return known
    const column = this.#columns.size
    this.#columns.set(key, column)
    return column
  }

  finish(zeroBand: number): ColumnPlan {
    const keys = [...this.#columns.keys()]
    const features = Int32Array.from(keys, (key) => Math.floor(key / viewCount))
    const kinds = Uint8Array.from(keys, (key) => key % viewCount)
    // Below every |x|, so that even -0 stays as it is.
    const band = zeroBand > 0 ? zeroBand : -1
    return {
      width: keys.length,
      derive: (rows, start, out, at) => {
        for (let i = 0; i < kinds.length; i++) {
          const value = rows[start + (features[i] as number)] as number
          const x = Math.abs(value) <= band ? 0 : value
          out[at + i] = see(x, kinds[i] as number)
        }
      },
    }
  }
}

function viewOf(flags: number): number {
  if ((flags & nodeFlags.category) !== 0) return views.category
  const isLeft = (flags & nodeFlags.defaultLeft) !== 0
  const rule = (flags & nodeFlags.missingMask) >> nodeFlags.missingShift
  if (rule === missingRules.zero) return isLeft ? views.zeroLeft : views.zeroRight
  if (rule === missingRules.nan) return isLeft ? views.nanLeft : views.nanRight
  return views.plain
}

function see(x: number, view: number): number {
  if (view === views.nanRight) return x
  if (view === views.category) {
    const category = Math.trunc(x)
    // NaN fails the comparison; + 0 makes 0 of -0.
    return category >= 0 && category <= largestCategory ? category + 0 : -1
  }
  if (!Number.isNaN(x) && (x !== 0 || view === views.plain || view === views.nanLeft)) return x
  if (view === views.plain) return 0
  return view === views.zeroRight ? Number.NaN : Number.NEGATIVE_INFINITY
}
