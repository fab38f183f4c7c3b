import type { ByteReader } from './byte-reader.ts'

/**
 * Fills `into` from runs of equal and of bit-packed values (Parquet's RLE / bit-packing hybrid).
 * @param width bits of a value, 0 to 32
 * @throws RangeError when the bytes end too early
 */
export function readHybrid(reader: ByteReader, width: number, into: Int32Array): void {
  if (!(width >= 0 && width <= 32)) throw new RangeError(`values of ${width} bits`)
  let done = 0
  while (done < into.length) {
    const header = reader.varint()
    const count = Math.floor(header / 2)
    if (header % 2 === 1) {
      done += readPacked(reader, width, Math.min(count * 8, into.length - done), into, done)
    } else {
      const value = readRepeated(reader, width)
      const end = Math.min(done + count, into.length)
      into.fill(value, done, end)
      done = end
    }
  }
}

function readRepeated(reader: ByteReader, width: number): number {
  let value = 0
  for (let shift = 0; shift < width; shift += 8) value |= reader.byte() << shift
  return value
}

/** Reads whole groups of eight; the last one may be cut to the bytes that are needed. */
function readPacked(
  reader: ByteReader,
  width: number,
  count: number,
  into: Int32Array,
  at: number,
): number {
  const groups = Math.ceil(count / 8)
  const left = reader.bytes.length - reader.offset
  const needed = Math.ceil((count * width) / 8)
  const bytes = reader.take(needed > left ? needed : Math.min(groups * width, left))
  if (width > 24) unpackWide(bytes, width, count, into, at)
  else unpack(bytes, width, count, into, at)
  return count
}

/** Least significant bits first; up to 24 bits and what is left of a byte fit 32. */
function unpack(
  bytes: Uint8Array,
  width: number,
  count: number,
  into: Int32Array,
  at: number,
): void {
  const mask = (1 << width) - 1
  let held = 0
  let bits = 0
  let next = 0
  for (let i = 0; i < count; i++) {
    while (bits < width) {
      held |= (bytes[next++] ?? 0) << bits
      bits += 8
    }
    into[at + i] = held & mask
    held >>>= width
    bits -= width
  }
}

/** The same for wider values, which with the rest of a byte fit a double exactly. */
function unpackWide(
  bytes: Uint8Array,
  width: number,
  count: number,
  into: Int32Array,
  at: number,
): void {
  const factor = 2 ** width
  let held = 0
  let bits = 0
  let next = 0
  for (let i = 0; i < count; i++) {
    while (bits < width) {
      held += (bytes[next++] ?? 0) * 2 ** bits
      bits += 8
    }
    const rest = Math.floor(held / factor)
    into[at + i] = held - rest * factor
    held = rest
    bits -= width
  }
}
