import { numberJson } from '@ratchet-ml/scoring'

/**
 * The `most` largest entries of a row, the largest first and ties in their order, each as
 * `value:index` or, with names, `value:index:label` (classification extension of the V2 protocol).
 *
 * @param labels JSON of the names
 */
export function rankEntries(
  row: Float64Array,
  most: number,
  labels: readonly string[] | undefined,
): readonly string[] {
  const order = Array.from(row.keys()).sort((a, b) => compare(row[b], row[a]) || a - b)
  return order.slice(0, most).map((index) => {
    const value = numberJson(row[index] as number).replaceAll('"', '')
    const label = labels?.[index]
    return label === undefined ? `${value}:${index}` : `${value}:${index}:${nameOf(label)}`
  })
}

/** NaN goes below every number. */
function compare(a = Number.NaN, b = Number.NaN): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a))
  return a < b ? -1 : a > b ? 1 : 0
}

function nameOf(json: string): string {
  return String(JSON.parse(json))
}
