import { drawableInterval, isDrawable } from '../interval-point.ts'

/** A paired difference on one group of rows, candidate less reference. */
export interface DifferenceRow {
  /** Such as `overall` or `2001-03`. */
  readonly label: string
  /** An overall row stands first, and is always drawn. */
  readonly kind: 'overall' | 'part'
  readonly difference: DifferenceValue
  /** Worked out from the interval where it is not told. */
  readonly verdict?: DifferenceVerdict | undefined
}

export type DifferenceValue =
  | {
      readonly kind: 'value'
      readonly value: number
      readonly low?: number | undefined
      readonly high?: number | undefined
    }
  | { readonly kind: 'undefined'; readonly reason: string }

export type DifferenceVerdict = 'better' | 'worse' | 'undecided'

/** How much better or worse a candidate is than a reference on the same rows. */
export interface DifferenceForest {
  /** Such as `Log loss: flights@2 less flights@1`. */
  readonly title: string
  readonly metric: { readonly title: string; readonly direction: 'higher' | 'lower' }
  /** Level of the intervals as a share, such as 0.95. */
  readonly level: number
  readonly rows: readonly DifferenceRow[]
}

/** Where parts are more than this, the worst and the best are drawn. */
const mostParts = 36

/** A verdict stands only on an interval that leaves zero out. */
export function verdictOf(
  { difference, verdict }: DifferenceRow,
  direction: 'higher' | 'lower',
): DifferenceVerdict {
  if (verdict !== undefined) return verdict
  const [low = 0, high = 0] =
    difference.kind === 'value' ? (drawableInterval(difference) ?? []) : []
  if (low > 0) return direction === 'higher' ? 'better' : 'worse'
  if (high < 0) return direction === 'higher' ? 'worse' : 'better'
  return 'undecided'
}

/** The rows to draw, in their order, and after which of them how many parts were left out. */
export interface DrawnRows {
  readonly rows: readonly DifferenceRow[]
  readonly omitted: number
}

/** All rows; of very many parts the 18 least and the 18 greatest differences, least first. */
export function drawnRows(data: DifferenceForest): DrawnRows {
  const overall = data.rows.filter(({ kind }) => kind === 'overall')
  const parts = data.rows.filter(({ kind }) => kind === 'part')
  if (parts.length <= mostParts) return { rows: [...overall, ...parts], omitted: 0 }
  const known = parts
    .flatMap((row) =>
      row.difference.kind === 'value' && isDrawable(row.difference.value)
        ? [{ row, value: row.difference.value }]
        : [],
    )
    .sort((a, b) => a.value - b.value)
    .map(({ row }) => row)
  const half = mostParts / 2
  const kept = known.length <= mostParts ? known : [...known.slice(0, half), ...known.slice(-half)]
  return { rows: [...overall, ...kept], omitted: parts.length - kept.length }
}
