import { corrupt } from '../corrupt.ts'
import type { Coefficients, Tensor, TensorData } from '../ir/types.ts'
import { decodeUtf8, encodeUtf8 } from '../platform-globals.ts'
import { shown } from '../shown.ts'
import { canonicalJson } from './canonical-json.ts'

/** What this product stores, widest first: the order of the tensors in a file. */
const elements = [
  { dtype: 'F64', size: 8, array: Float64Array },
  { dtype: 'F32', size: 4, array: Float32Array },
  { dtype: 'I32', size: 4, array: Int32Array },
  { dtype: 'U32', size: 4, array: Uint32Array },
  { dtype: 'U8', size: 1, array: Uint8Array },
] as const

type Element = (typeof elements)[number]

const lengthBytes = 8
/** The bound of the reference implementation. */
const maximumHeaderBytes = 100_000_000
const hostIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/**
 * The safetensors form of typed arrays: a length, a JSON header, then the numbers, little-endian.
 * Wide elements come first, equal widths by type and name, so equal tensors give equal bytes, and
 * every array begins on a multiple of its element's size.
 *
 * @throws RangeError when a shape does not hold exactly the numbers given
 */
export function writeSafetensors(tensors: Coefficients): Uint8Array<ArrayBuffer> {
  const ordered = [...tensors].map(([name, tensor]) => entryOf(name, tensor)).sort(inFileOrder)
  let end = 0
  const header: [string, object][] = ordered.map(({ name, tensor, element }) => {
    const begin = end
    end += tensor.data.byteLength
    return [name, { dtype: element.dtype, shape: tensor.shape, data_offsets: [begin, end] }]
  })
  const text = encodeUtf8(canonicalJson(Object.fromEntries(header)))
  const dataStart = lengthBytes + Math.ceil(text.length / 8) * 8
  const file = new Uint8Array(dataStart + end).fill(0x20, lengthBytes, dataStart)
  new DataView(file.buffer).setBigUint64(0, BigInt(dataStart - lengthBytes), true)
  file.set(text, lengthBytes)
  let at = dataStart
  for (const { tensor, element } of ordered) {
    file.set(littleEndian(bytesOf(tensor.data), element.size), at)
    at += tensor.data.byteLength
  }
  return file
}

/**
 * The tensors of safetensors bytes. Arrays are views of `file` where it is aligned, else copies.
 *
 * @throws Refusal `package-corrupt` on anything but whole, known, gapless tensors
 */
export function readSafetensors(file: Uint8Array, place: string): Map<string, Tensor> {
  const dataStart = readDataStart(file, place)
  const data = file.subarray(dataStart)
  const header = readHeader(file.subarray(lengthBytes, dataStart), place)
  const listed = header.map(([name, entry]) => parseEntry(entry, `${place}/${name}`, name))
  checkGapless(listed, data.length, place)
  return new Map(
    listed.map(({ name, element, shape, begin, end }) => [
      name,
      { shape, data: arrayOf(element, data.subarray(begin, end)) },
    ]),
  )
}

function entryOf(name: string, tensor: Tensor) {
  const element = elements.find(({ array }) => tensor.data instanceof array)
  const count = tensor.shape.reduce((product, size) => product * size, 1)
  if (element === undefined || count !== tensor.data.length || name === '__metadata__') {
    throw new RangeError(
      `tensor ${name} has shape [${tensor.shape.join(', ')}] and ${tensor.data.length} numbers`,
    )
  }
  return { name, tensor, element }
}

type Entry = ReturnType<typeof entryOf>

function inFileOrder(a: Entry, b: Entry): number {
  const byElement = elements.indexOf(a.element) - elements.indexOf(b.element)
  return byElement !== 0 ? byElement : a.name < b.name ? -1 : 1
}

function readDataStart(file: Uint8Array, place: string): number {
  if (file.length < lengthBytes) {
    throw corrupt(place, `${file.length} bytes`, 'a header length of 8 bytes')
  }
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  const size = view.getBigUint64(0, true)
  const room = Math.min(maximumHeaderBytes, file.length - lengthBytes)
  if (size > BigInt(room)) {
    throw corrupt(place, `a header of ${size} bytes`, `a header of at most ${room} bytes`)
  }
  return lengthBytes + Number(size)
}

function readHeader(bytes: Uint8Array, place: string): [string, unknown][] {
  const text = decodeUtf8(bytes)
  let header: unknown
  try {
    header = text?.startsWith('{') ? JSON.parse(text) : undefined
  } catch {
    header = undefined
  }
  if (typeof header !== 'object' || header === null) {
    throw corrupt(place, 'a header that is not a JSON object', 'a JSON object in UTF-8')
  }
  return Object.entries(header).filter(([name]) => name !== '__metadata__')
}

interface Listed {
  readonly name: string
  readonly element: Element
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

function parseEntry(entry: unknown, place: string, name: string): Listed {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>
  const element = elements.find((known) => known.dtype === dtype)
  if (element === undefined) {
    const known = elements.map((one) => one.dtype).join(', ')
    throw corrupt(place, `dtype ${quoted(dtype)}`, `one of ${known}`)
  }
  if (!isCounts(shape)) throw corrupt(place, `shape ${quoted(shape)}`, 'a list of sizes')
  if (!isCounts(offsets) || offsets.length !== 2) {
    throw corrupt(place, `data_offsets ${quoted(offsets)}`, 'a begin and an end')
  }
  const [begin, end] = offsets as [number, number]
  const size = shape.reduce((product, count) => product * count, element.size)
  if (end - begin !== size) {
    throw corrupt(place, `${end - begin} bytes`, `${size} bytes for shape [${shape.join(', ')}]`)
  }
  return { name, element, shape, begin, end }
}

/** Written out where it is flat and short; nesting without end would exhaust the stack. */
function quoted(value: unknown): string {
  const isFlat = Array.isArray(value) && value.length <= 8 && value.every(isSimple)
  return isFlat ? `[${value.map(shown).join(',')}]` : shown(value)
}

function isSimple(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0)
}

/** The format allows no overlap, no hole and nothing after the last tensor. */
function checkGapless(listed: readonly Listed[], size: number, place: string): void {
  let at = 0
  for (const { name, begin, end } of listed.toSorted(
    (a, b) => a.begin - b.begin || a.end - b.end,
  )) {
    if (begin !== at) throw corrupt(`${place}/${name}`, `data at ${begin}`, `data at ${at}`)
    at = end
  }
  if (at !== size) throw corrupt(place, `${size} bytes of data`, `${at} bytes of data`)
}

function arrayOf(element: Element, bytes: Uint8Array): TensorData {
  const aligned = hostIsLittleEndian && bytes.byteOffset % element.size === 0
  // A copy by construction: `slice` of Node's Buffer, which is a Uint8Array too, is a view.
  const own = aligned ? bytes : littleEndian(new Uint8Array(bytes), element.size)
  return new element.array(own.buffer as ArrayBuffer, own.byteOffset, own.length / element.size)
}

function bytesOf(data: TensorData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}

function littleEndian(bytes: Uint8Array, size: number): Uint8Array {
  if (hostIsLittleEndian) return bytes
  const swapped = new Uint8Array(bytes)
  for (let at = 0; at < swapped.length; at += size) swapped.subarray(at, at + size).reverse()
  return swapped
}
