import type { VerificationRows } from '../package/types.ts'
import { concatRows, setTexts, textsOf } from '../rows/row-texts.ts'

/** The rows of both, those of `first` before those of `second`; both of one model. */
export function joinRows(first: VerificationRows, second: VerificationRows): VerificationRows {
  const { linked, linkedExpected, ...own } = first
  return {
    ...own,
    rows: concatRows(first.rows, second.rows),
    raw: joined(first.raw, second.raw),
    kinds: [...first.kinds, ...second.kinds],
    expected: [...first.expected, ...second.expected],
    ...(linked !== undefined &&
      second.linked !== undefined && {
        linked: { ...linked, values: joined(linked.values, second.linked.values) },
      }),
    ...(linkedExpected !== undefined && { linkedExpected }),
  }
}

/** Those rows that the source library has answered; `undefined` without any. */
export function sourceRows(all: VerificationRows): VerificationRows | undefined {
  const kept = all.expected.flatMap((whose, row) => (whose === 'source' ? [row] : []))
  if (kept.length === 0) return undefined
  const of = (numbers: Float64Array, width: number) =>
    Float64Array.from(kept.flatMap((row) => [...numbers.subarray(row * width, (row + 1) * width)]))
  const { linked, linkedExpected } = all
  return {
    featureCount: all.featureCount,
    rows: withTextsOf(all.rows, of(all.rows, all.featureCount)),
    rawWidth: all.rawWidth,
    raw: of(all.raw, all.rawWidth),
    kinds: kept.map((row) => all.kinds[row] as VerificationRows['kinds'][number]),
    expected: kept.map(() => 'source' as const),
    ...(linked !== undefined && {
      linked: { ...linked, values: of(linked.values, linked.width) },
    }),
    ...(linkedExpected !== undefined && { linkedExpected }),
  }
}

function withTextsOf(rows: Float64Array, chosen: Float64Array): Float64Array {
  setTexts(chosen, textsOf(rows))
  return chosen
}

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const all = new Float64Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}
