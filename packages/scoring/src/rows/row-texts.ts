/**
 * Texts of encoded rows. A row is doubles and a text is none: its cell holds the text's number in a list
 * that belongs to the memory in which the row stands, so that parts of that memory have it too. Rows
 * that are copied take the list along with `copyRows`, those for another thread with `textsOf`.
 */
export interface RowTexts {
  /** Doubles of a row. */
  readonly width: number
  /** Places of the row that hold numbers of texts. */
  readonly columns: readonly number[]
  readonly values: readonly string[]
}

// What belongs to memory is found by it, and goes when it goes.
const textsByMemory = new WeakMap<ArrayBufferLike, RowTexts>()

/** The texts of rows; `undefined` where they have none. */
export function textsOf(rows: Float64Array): RowTexts | undefined {
  return textsByMemory.get(rows.buffer)
}

/** Gives rows their texts, for all rows in the same memory. */
export function setTexts(rows: Float64Array, texts: RowTexts | undefined): void {
  if (texts !== undefined) textsByMemory.set(rows.buffer, texts)
}

/** A copy of the numbers from `start` to `end`, with the texts that they speak of. */
export function copyRows(
  rows: Float64Array,
  start = 0,
  end: number = rows.length,
): Float64Array<ArrayBuffer> {
  const copy = rows.slice(start, end)
  setTexts(copy, textsOf(rows))
  return copy
}

/** Writes the row that begins at `from` to where the row of `to` at `at` begins, with its texts. */
export function copyRow(
  rows: Float64Array,
  from: number,
  { to, at, width }: { readonly to: Float64Array; readonly at: number; readonly width: number },
): void {
  for (let i = 0; i < width; i++) to[at + i] = rows[from + i] as number
  const texts = textsOf(rows)
  if (texts === undefined) return
  const written = writtenTexts(to, width, texts.columns)
  for (const [n, column] of texts.columns.entries()) {
    const text = textAt(texts, rows[from + column] as number)
    if (text !== undefined) to[at + column] = written.write(to.byteOffset / 8 + at, n, text)
  }
}

/** The rows of both, one after the other, with the texts of both. */
export function concatRows(first: Float64Array, second: Float64Array): Float64Array {
  const all = new Float64Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  const [texts, others] = [textsOf(first), textsOf(second)]
  if (texts === undefined || others === undefined) {
    setTexts(all, texts ?? others)
    return all
  }
  const { width, columns } = others
  for (let at = first.length; at < all.length; at += width) {
    // NaN, which stands for no text, stays what it is.
    for (const column of columns)
      all[at + column] = (all[at + column] as number) + texts.values.length
  }
  setTexts(all, { ...texts, values: [...texts.values, ...others.values] })
  return all
}

/**
 * The text of a cell; `undefined` where it is missing.
 *
 * @throws RangeError when the row came without its texts
 */
export function textAt(texts: RowTexts | undefined, cell: number): string | undefined {
  if (Number.isNaN(cell)) return undefined
  const text = texts?.values[cell]
  if (text !== undefined) return text
  throw new RangeError('A row has lost its texts: rows with texts are copied by copyRows.')
}

/** The texts of rows that a reader writes into one memory, place by place. */
export class WrittenTexts implements RowTexts {
  readonly width: number
  readonly columns: readonly number[]
  readonly values: string[] = []

  constructor(width: number, columns: readonly number[]) {
    this.width = width
    this.columns = columns
  }

  /**
   * Keeps the text of a row's n-th text field in place of what stood there.
   *
   * @param at where the row starts in its memory, in doubles
   * @returns the text's number
   */
  write(at: number, n: number, text: string): number {
    const number = Math.floor(at / this.width) * this.columns.length + n
    // A list without holes stays quick.
    while (this.values.length < number) this.values.push('')
    this.values[number] = text
    return number
  }
}

/** The list of a reader's texts in the memory of `rows`, begun where there is none. */
export function writtenTexts(
  rows: Float64Array,
  width: number,
  columns: readonly number[],
): WrittenTexts {
  const known = textsByMemory.get(rows.buffer)
  if (known instanceof WrittenTexts && known.width === width) {
    if (known.columns.length === columns.length) return known
  }
  const texts = new WrittenTexts(width, columns)
  textsByMemory.set(rows.buffer, texts)
  return texts
}
