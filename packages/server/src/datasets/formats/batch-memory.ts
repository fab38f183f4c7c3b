/**
 * Memory that the batches of one reader share, one after the other: a batch that is read into it is valid until
 * the next one is asked for. What reads all rows and keeps none is spared most of its memory by it.
 */
export class BatchMemory {
  readonly #bytes = new Map<string, Uint8Array<ArrayBuffer>>()
  readonly #values = new Map<string, Float64Array<ArrayBuffer>>()

  /** Room of a name for what is stored of a column. */
  bytes(name: string, length: number): Uint8Array<ArrayBuffer> {
    const known = this.#bytes.get(name)
    const room = known !== undefined && known.length >= length ? known : new Uint8Array(length)
    this.#bytes.set(name, room)
    return room.subarray(0, length)
  }

  /** Room for the values of a column. */
  values(column: string, length: number): Float64Array<ArrayBuffer> {
    const known = this.#values.get(column)
    const room = known !== undefined && known.length >= length ? known : new Float64Array(length)
    this.#values.set(column, room)
    return room.subarray(0, length)
  }
}
