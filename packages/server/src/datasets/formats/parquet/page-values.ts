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

/** Whole numbers of 64 bits; each is the nearest double, as the upper half is exact and only the sum rounds. */
export function int64sIn(view: DataView, isUnsigned: boolean, length: number): PageValues {
  return {
    length,
    copyTo(into, at, from, count) {
      for (let i = 0; i < count; i++) into[at + i] = int64At(view, 8 * (from + i), isUnsigned)
    },
  }
}

export function int64At(view: DataView, at: number, isUnsigned: boolean): number {
  const high = isUnsigned ? view.getUint32(at + 4, true) : view.getInt32(at + 4, true)
  return high * 4_294_967_296 + view.getUint32(at, true)
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
