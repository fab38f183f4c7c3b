/** Reads bytes from front to back and never beyond the end. */
export class ByteReader {
  readonly bytes: Uint8Array
  offset: number
  readonly #view: DataView

  constructor(bytes: Uint8Array, offset = 0) {
    this.bytes = bytes
    this.offset = offset
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** @throws RangeError when fewer bytes are left */
  take(length: number): Uint8Array {
    const end = this.offset + length
    if (!(length >= 0 && end <= this.bytes.length)) {
      throw new RangeError(`${length} bytes at byte ${this.offset} of ${this.bytes.length}`)
    }
    const taken = this.bytes.subarray(this.offset, end)
    this.offset = end
    return taken
  }

  byte(): number {
    return this.take(1)[0] ?? 0
  }

  /** Unsigned 32 bits, little-endian. */
  uint32(): number {
    const at = this.offset
    this.take(4)
    return this.#view.getUint32(at, true)
  }

  /** Unsigned LEB128 of at most ten bytes; exact up to 2^53. */
  varint(): number {
    let value = 0
    let factor = 1
    for (let i = 0; i < 10; i++) {
      const byte = this.byte()
      value += (byte & 127) * factor
      if (byte < 128) return value
      factor *= 128
    }
    throw new RangeError(`a number of more than ten bytes before byte ${this.offset}`)
  }
}
