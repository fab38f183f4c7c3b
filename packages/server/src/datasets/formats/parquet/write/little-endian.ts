import { hostIsLittleEndian } from '../../../../platform/byte-order.ts'

/** The bytes of doubles, least significant first; a view where the machine has them so. */
export function littleEndian64(values: Float64Array): Uint8Array {
  return ordered(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 8)
}

/** The bytes of 32-bit numbers, least significant first. */
export function littleEndian32(values: Uint32Array): Uint8Array {
  return ordered(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 4)
}

function ordered(bytes: Uint8Array, size: number): Uint8Array {
  if (hostIsLittleEndian) return bytes
  const swapped = bytes.slice()
  for (let at = 0; at < swapped.length; at += size) swapped.subarray(at, at + size).reverse()
  return swapped
}
