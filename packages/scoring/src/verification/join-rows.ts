import type { VerificationRows } from '../package/types.ts'

/** The rows of both, those of `first` before those of `second`; both of one model. */
export function joinRows(first: VerificationRows, second: VerificationRows): VerificationRows {
  const { linked, linkedExpected, ...own } = first
  return {
    ...own,
    rows: joined(first.rows, second.rows),
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

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const all = new Float64Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}
