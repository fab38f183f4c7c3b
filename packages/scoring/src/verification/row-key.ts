import { textAt, textsOf } from '../rows/row-texts.ts'

/** A text that is equal for rows with the same bits and texts; all NaN are one. */
export function rowKey(row: Float64Array): string {
  const texts = textsOf(row)
  return Array.from(row, (x, i) => {
    if (texts?.columns.includes(i) === true) return JSON.stringify(textAt(texts, x) ?? null)
    return Object.is(x, -0) ? '-0' : String(x)
  }).join(' ')
}
