import { shortened } from '../../../shown.ts'
import { refuseAt } from '../../refuse-at.ts'
import { type ElementType, elementTypes, type OnnxTensor, type OnnxTensorData } from '../types.ts'
import type { WireReader } from './wire-reader.ts'

/** Bits of an element in `raw_data`; texts cannot be there. */
const bits: Partial<Record<ElementType, number>> = {
  ...{ float: 32, int32: 32, uint32: 32, double: 64, int64: 64, uint64: 64 },
  ...{ uint8: 8, int8: 8, bool: 8, uint16: 16, int16: 16, float16: 16, bfloat16: 16 },
  ...{ complex64: 64, complex128: 128, float8e4m3fn: 8, float8e4m3fnuz: 8, float8e5m2: 8 },
  ...{ float8e5m2fnuz: 8, float8e8m0: 8, uint4: 4, int4: 4, float4e2m1: 4, uint2: 2, int2: 2 },
}
/** Numbers of the typed field for one element; those of under a byte are packed in bytes. */
const perElement: Partial<Record<ElementType, number>> = { complex64: 2, complex128: 2 }
const mostDimensions = 32

/** TensorProto: a type, dimensions, and as many numbers as they say. Numbers outside the file are refused. */
export function readTensor(reader: WireReader): OnnxTensor {
  const dims: number[] = []
  const numbers = { floats: [] as number[], doubles: [] as number[], ints: [] as number[] }
  const strings: Uint8Array[] = []
  let [element, name]: [ElementType, string] = ['undefined', '']
  let raw: Uint8Array | undefined
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field.number === 1) reader.integers(field, dims)
    else if (field.number === 2) element = toElement(reader.integer(field), reader.place)
    else if (field.number === 3 || field.number === 13 || field.number === 14) refuseOutside(reader)
    else if (field.number === 4) reader.floats(field, 4, numbers.floats)
    else if (field.number === 5 || field.number === 7 || field.number === 11)
      reader.integers(field, numbers.ints)
    else if (field.number === 6) strings.push(reader.bytes(field))
    else if (field.number === 8) name = reader.text(field, 'name')
    else if (field.number === 9) raw = reader.bytes(field)
    else if (field.number === 10) reader.floats(field, 8, numbers.doubles)
    else reader.skip(field)
  }
  const data = dataOf(element, { raw, numbers, strings })
  const tensor = { name, element, dims, data, place: reader.place }
  checkCount(tensor, countOf(tensor))
  return tensor
}

/** DataType by its number. */
export function toElement(number: number, place: string): ElementType {
  const element = elementTypes[number]
  if (element !== undefined && element !== 'undefined') return element
  const found = `the type of numbers ${number}`
  throw refuseAt(`${place}/type`, { found, expected: `1 to ${elementTypes.length - 1}` })
}

function refuseOutside(reader: WireReader): never {
  throw reader.refuse({
    found: 'a tensor in segments, or outside the file',
    expected: 'all numbers within the file',
    hint: 'Save the model with its data inside: torch.onnx.export(…, external_data=False), or onnx.save(onnx.load(path), "one-file.onnx", save_as_external_data=False).',
  })
}

interface Found {
  readonly raw: Uint8Array | undefined
  readonly numbers: Readonly<Record<'floats' | 'doubles' | 'ints', readonly number[]>>
  readonly strings: readonly Uint8Array[]
}

function dataOf(element: ElementType, { raw, numbers, strings }: Found): OnnxTensorData {
  if (element === 'string') return { kind: 'strings', values: strings }
  if (raw !== undefined) return { kind: 'raw', bytes: raw }
  const kind =
    element === 'float' || element === 'complex64'
      ? 'floats'
      : element === 'double' || element === 'complex128'
        ? 'doubles'
        : 'ints'
  return { kind, values: Float64Array.from(numbers[kind]) }
}

/** How many elements the dimensions ask for. */
function countOf({ dims, place }: OnnxTensor): number {
  const bad = dims.findIndex((length) => length < 0)
  if (bad >= 0) {
    throw refuseAt(`${place}/dims/${bad}`, { found: String(dims[bad]), expected: 'zero or more' })
  }
  if (dims.length > mostDimensions) {
    const found = `${dims.length} dimensions`
    throw refuseAt(`${place}/dims`, { found, expected: `at most ${mostDimensions}` })
  }
  return dims.reduce((product, length) => product * length, 1)
}

function checkCount({ name, element, data, place }: OnnxTensor, count: number): void {
  const size = bits[element] ?? 0
  const isRaw = data.kind === 'raw'
  const have = isRaw ? data.bytes.length : data.values.length
  const packed = isRaw ? size / 8 : size < 8 && size > 0 ? size / 8 : (perElement[element] ?? 1)
  if (have === Math.ceil(count * packed)) return
  const found = `${have} ${isRaw ? 'bytes' : 'numbers'} for the tensor ${shortened(name)}`
  throw refuseAt(place, { found, expected: `${Math.ceil(count * packed)}, as its dimensions say` })
}
