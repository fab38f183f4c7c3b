/** Matches are looked for within blocks of this size, as the reference implementation does. */
const blockBytes = 1 << 16
const tableBits = 14
const tableShift = 32 - tableBits
/** The last bytes of a block are never the start of a match, so that four can always be read. */
const margin = 15

/**
 * Snappy's raw format (google/snappy, format_description.txt): greedy matches by a hash of four
 * bytes. The same input gives the same bytes on every machine.
 */
export function compressSnappy(input: Uint8Array): Uint8Array {
  // The bound of the reference implementation, MaxCompressedLength.
  const output = new Uint8Array(32 + input.length + Math.ceil(input.length / 6))
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength)
  const table = new Uint16Array(1 << tableBits)
  let at = writeLength(output, input.length)
  for (let start = 0; start < input.length; start += blockBytes) {
    const end = Math.min(start + blockBytes, input.length)
    table.fill(0)
    at = compressBlock({ input, view, start, end, table, output, at })
  }
  return output.subarray(0, at)
}

function writeLength(output: Uint8Array, length: number): number {
  let at = 0
  let rest = length
  for (; rest > 127; rest >>>= 7) output[at++] = (rest & 127) | 128
  output[at++] = rest
  return at
}

interface Block {
  readonly input: Uint8Array
  readonly view: DataView
  readonly start: number
  readonly end: number
  /** Where, in the block, four bytes of a hash were last seen. */
  readonly table: Uint16Array
  readonly output: Uint8Array
  readonly at: number
}

/** Gives where the output goes on. */
function compressBlock({ input, view, start, end, table, output, at }: Block): number {
  const limit = end - margin
  let out = at
  let literal = start
  let position = start + 1
  // The longer nothing is found, the wider the steps: noise is passed over quickly.
  let misses = 32
  while (position < limit) {
    const four = view.getUint32(position, true)
    const slot = Math.imul(four, 0x1e35a7bd) >>> tableShift
    const candidate = start + (table[slot] as number) // every slot is within the table
    table[slot] = position - start
    if (candidate >= position || view.getUint32(candidate, true) !== four) {
      position += misses >>> 5
      misses += 1
      continue
    }
    let length = 4
    while (position + length < end && input[candidate + length] === input[position + length]) {
      length += 1
    }
    out = writeLiteral(output, out, input, literal, position)
    out = writeCopy(output, out, position - candidate, length)
    position += length
    literal = position
    misses = 32
    if (position < limit) {
      const before = Math.imul(view.getUint32(position - 1, true), 0x1e35a7bd) >>> tableShift
      table[before] = position - 1 - start
    }
  }
  return writeLiteral(output, out, input, literal, end)
}

/** Bytes as they are, after a tag with their number. */
function writeLiteral(
  output: Uint8Array,
  at: number,
  input: Uint8Array,
  from: number,
  until: number,
): number {
  const last = until - from - 1
  if (last < 0) return at
  let out = at
  if (last < 60) {
    output[out++] = last << 2
  } else if (last < 256) {
    output[out++] = 60 << 2
    output[out++] = last
  } else {
    // A block has at most 2^16 bytes, so that two are enough.
    output[out++] = 61 << 2
    output[out++] = last & 255
    output[out++] = last >> 8
  }
  if (last < 32)
    for (let i = from; i < until; i++) output[out++] = input[i] as number // within it
  else {
    output.set(input.subarray(from, until), out)
    out += last + 1
  }
  return out
}

/** Bytes that stand `offset` before; copies of up to 64, each at least 4 long. */
function writeCopy(output: Uint8Array, at: number, offset: number, length: number): number {
  let out = at
  let left = length
  while (left > 0) {
    const part = left >= 68 ? 64 : left > 64 ? 60 : left
    if (part >= 4 && part < 12 && offset < 2048) {
      output[out++] = 1 | ((part - 4) << 2) | ((offset >> 8) << 5)
      output[out++] = offset & 255
    } else {
      output[out++] = 2 | ((part - 1) << 2)
      output[out++] = offset & 255
      output[out++] = offset >> 8
    }
    left -= part
  }
  return out
}
