import type { Shape } from '../contract/shape.ts'
import { corrupt } from '../corrupt.ts'
import { partPaths } from '../package/layout.ts'
import { type RowTexts, setTexts, textAt, textsOf } from '../rows/row-texts.ts'

/** Characters of all texts of verification rows: a replay goes through them. */
const mostCharacters = 4_000_000

/** In verification.json: the texts of the rows, and which numbers of a row are numbers of texts. */
export interface WrittenTexts {
  readonly columns: readonly number[]
  readonly values: readonly string[]
}

export const textsShape: Shape = {
  kind: 'object',
  required: {
    columns: {
      kind: 'list',
      of: { kind: 'integer', minimum: 0, maximum: 10_000_000 },
      minimum: 1,
      maximum: 100_000,
    },
    values: { kind: 'list', of: { kind: 'text', empty: true }, minimum: 0, maximum: 1_000_000 },
  },
  optional: {},
}

/** The rows with texts numbered from 0 as they come, each once, and those texts. */
export function numberTexts(
  rows: Float64Array,
  width: number,
): { readonly rows: Float64Array; readonly texts?: WrittenTexts } {
  const texts = textsOf(rows)
  if (texts === undefined) return { rows }
  const numbers = new Map<string, number>()
  const numbered = rows.slice()
  for (let first = 0; first < rows.length; first += width) {
    for (const column of texts.columns) {
      const text = textAt(texts, rows[first + column] as number)
      if (text === undefined) continue
      const number = numbers.get(text) ?? numbers.size
      numbers.set(text, number)
      numbered[first + column] = number
    }
  }
  return { rows: numbered, texts: { columns: texts.columns, values: [...numbers.keys()] } }
}

/**
 * The rows with the texts that they speak of.
 *
 * @throws Refusal `package-corrupt` where a row speaks of another
 */
export function withTexts(
  rows: Float64Array,
  width: number,
  written: WrittenTexts | undefined,
): Float64Array {
  if (written === undefined) return rows
  const { columns, values } = written
  const place = `${partPaths.verification}#/texts`
  if (columns.some((column, i) => column >= width || column <= (columns[i - 1] ?? -1))) {
    throw corrupt(`${place}/columns`, columns.join(', '), `climbing numbers below ${width}`)
  }
  const characters = values.reduce((sum, text) => sum + text.length, 0)
  if (characters > mostCharacters) {
    throw corrupt(`${place}/values`, `${characters} characters`, `at most ${mostCharacters}`)
  }
  for (let first = 0; first < rows.length; first += width) {
    for (const column of columns) {
      const number = rows[first + column] as number
      if (Number.isNaN(number) || values[number] !== undefined) continue
      const expected = `a number below ${values.length}`
      throw corrupt(`${partPaths.verificationRows}/rows`, `text ${number}`, expected)
    }
  }
  // A copy, since what was read may lie in memory that holds other numbers too.
  const own = rows.slice()
  const texts: RowTexts = { width, columns, values }
  setTexts(own, texts)
  return own
}
