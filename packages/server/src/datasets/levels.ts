import type { Levels } from './types.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Beyond this many texts a column starts a new dictionary with its next batch, so that a column of
 * ids does not gather the whole file in memory.
 */
const maximumTexts = 100_000

/** Gives each distinct text of a column a number; equal texts have equal numbers. */
export class LevelTable implements Levels {
  readonly texts: string[] = []
  readonly #codes = new Map<string, number>()

  codeOf(text: string): number {
    const known = this.#codes.get(text)
    if (known !== undefined) return known
    const code = this.texts.length
    this.texts.push(text)
    this.#codes.set(text, code)
    return code
  }

  /** @throws TypeError when the bytes are no UTF-8 */
  codeOfBytes(bytes: Uint8Array): number {
    return this.codeOf(utf8.decode(bytes))
  }

  /** The table to go on with in the next batch. */
  next(): LevelTable {
    return this.texts.length > maximumTexts ? new LevelTable() : this
  }
}
