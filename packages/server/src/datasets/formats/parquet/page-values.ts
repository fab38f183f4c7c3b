/** The values of a page, which are put straight where they are wanted. */
export interface PageValues {
  readonly length: number
  /** Puts `count` values from `from` on into `into`, from `at` on. */
  copyTo(into: Float64Array, at: number, from: number, count: number): void
}

/** Numbers that are there already. */
export function heldValues(values: Float64Array): PageValues {
  return {
    length: values.length,
    copyTo: (into, at, from, count) => into.set(values.subarray(from, from + count), at),
  }
}

/** Doubles as the memory of this machine has them, at any place. */
export function doublesIn(bytes: Uint8Array, length: number): PageValues {
  return {
    length,
    copyTo(into, at, from, count) {
      const room = new Uint8Array(into.buffer, into.byteOffset + 8 * at, 8 * count)
      room.set(bytes.subarray(8 * from, 8 * (from + count)))
    },
  }
}

/** Numbers that are read one by one. */
export function numbersBy(read: (place: number) => number, length: number): PageValues {
  return {
    length,
    copyTo(into, at, from, count) {
      for (let i = 0; i < count; i++) into[at + i] = read(from + i)
    },
  }
}

/** All values of a page in memory of their own. */
export function allOf(page: PageValues): Float64Array {
  const values = new Float64Array(page.length)
  page.copyTo(values, 0, 0, page.length)
  return values
}
