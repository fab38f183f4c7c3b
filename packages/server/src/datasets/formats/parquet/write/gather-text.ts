import type { Column, Levels } from '../../../types.ts'
import { PresentRows } from './levels.ts'
import { TextDictionary } from './text-dictionary.ts'
import type { ColumnGatherer, EncodedColumn } from './types.ts'

/** Text, as a dictionary of the distinct texts and numbers into it where that is shorter. */
export class TextGatherer implements ColumnGatherer {
  readonly name: string
  readonly #present: PresentRows
  /** Entries of the dictionary, of the rows that have a text. */
  readonly #entries: Int32Array
  #dictionary = new TextDictionary()
  #entryOfCode: { levels: Levels; entries: Int32Array } | undefined
  #count = 0
  #plainBytes = 0
  #done = false

  constructor({ name }: { name: string }, capacity: number) {
    this.name = name
    this.#present = new PresentRows(capacity)
    this.#entries = new Int32Array(capacity)
  }

  take(column: Column, from: number, count: number): void {
    if (this.#done) this.#clear()
    if (column.kind !== 'text') {
      throw new RangeError(`column ${this.name}: a ${column.kind} column, not text`)
    }
    const { codes, levels } = column
    const entries = this.#entriesOf(levels)
    for (let row = from; row < from + count; row++) {
      const code = codes[row] ?? -1
      if (code < 0) {
        this.#present.addNull()
        continue
      }
      let entry = entries[code] ?? 0
      if (entry === 0) {
        entry = 1 + this.#dictionary.entryOf(levels.texts[code] ?? '')
        entries[code] = entry
      }
      this.#present.addPresent(1)
      this.#entries[this.#count++] = entry - 1
      this.#plainBytes += this.#dictionary.byteLengthOf(entry - 1)
    }
  }

  encode(): EncodedColumn {
    this.#done = true
    const levels = this.#present.levels
    const [min, max] = this.#dictionary.bounds() ?? []
    return {
      column: { name: this.name, kind: 'text' },
      rows: this.#present.rows,
      nulls: this.#present.nulls,
      ...(levels && { levels }),
      ...(min !== undefined && max !== undefined && { min, max }),
      ...this.#body(),
    }
  }

  #body(): Pick<EncodedColumn, 'body' | 'dictionary'> {
    const entries = this.#entries.subarray(0, this.#count)
    const { bytes, size } = this.#dictionary
    const width = Math.max(1, 32 - Math.clz32(size - 1))
    const indexBytes = Math.ceil((this.#count * width) / 8)
    if (size === 0 || bytes.length + indexBytes >= this.#plainBytes) {
      return { body: this.#dictionary.plain(entries, this.#plainBytes) }
    }
    return { dictionary: { bytes, values: size }, body: packed(entries, width) }
  }

  /** 1 + the entry of each code of a table of texts; 0 where it is not known yet. */
  #entriesOf(levels: Levels): Int32Array {
    const known = this.#entryOfCode
    if (known?.levels === levels && known.entries.length >= levels.texts.length) {
      return known.entries
    }
    const entries = new Int32Array(Math.max(16, levels.texts.length * 2))
    if (known?.levels === levels) entries.set(known.entries)
    this.#entryOfCode = { levels, entries }
    return entries
  }

  #clear(): void {
    this.#present.clear()
    this.#dictionary = new TextDictionary()
    this.#entryOfCode = undefined
    this.#count = 0
    this.#plainBytes = 0
    this.#done = false
  }
}

/** One bit-packed run after the width of its values (Parquet's RLE / bit-packing hybrid). */
function packed(values: Int32Array, width: number): Uint8Array {
  const groups = Math.ceil(values.length / 8)
  const bytes = new Uint8Array(6 + groups * width)
  bytes[0] = width
  let at = 1
  let header = groups * 2 + 1
  for (; header > 127; header >>>= 7) bytes[at++] = (header & 127) | 128
  bytes[at++] = header
  const end = at + groups * width
  let held = 0
  let bits = 0
  for (let i = 0; i < values.length; i++) {
    // At most 7 bits are left over and a width is at most 24: a group has fewer rows than 2^24.
    held |= (values[i] as number) << bits // within its length
    bits += width
    while (bits >= 8) {
      bytes[at++] = held & 255
      held >>>= 8
      bits -= 8
    }
  }
  if (bits > 0) bytes[at] = held & 255
  return bytes.subarray(0, end)
}
