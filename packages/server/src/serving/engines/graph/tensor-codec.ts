import { type GraphElement, type GraphTensor, numbersOf } from '@ratchet-ml/scoring'
import type { RunTensor, TensorNumbers } from './types.ts'

type Maker = (length: number) => TensorNumbers

const makers: Readonly<Record<GraphElement, Maker>> = {
  bool: (length) => new Uint8Array(length),
  double: (length) => new Float64Array(length),
  float: (length) => new Float32Array(length),
  int16: (length) => new Int16Array(length),
  int32: (length) => new Int32Array(length),
  int64: (length) => new BigInt64Array(length),
  int8: (length) => new Int8Array(length),
  uint16: (length) => new Uint16Array(length),
  uint32: (length) => new Uint32Array(length),
  uint64: (length) => new BigUint64Array(length),
  uint8: (length) => new Uint8Array(length),
}

/** The inputs of a graph out of encoded rows, whose columns they are one after the other. */
export function toTensors(
  inputs: readonly GraphTensor[],
  rows: Float64Array,
  count: number,
): ReadonlyMap<string, RunTensor> {
  const width = inputs.reduce((sum, input) => sum + numbersOf(input), 0)
  const tensors = new Map<string, RunTensor>()
  let first = 0
  for (const input of inputs) {
    const { name, element, shape } = input
    const numbers = numbersOf(input)
    const data = makers[element](count * numbers)
    fill(data, rows, { first, width, numbers })
    tensors.set(name, { element, dims: [count, ...shape], data })
    first += numbers
  }
  return tensors
}

interface Place {
  readonly first: number
  readonly width: number
  readonly numbers: number
}

function fill(data: TensorNumbers, rows: Float64Array, { first, width, numbers }: Place): void {
  const isBig = data instanceof BigInt64Array || data instanceof BigUint64Array
  for (let at = 0, row = first; at < data.length; at += numbers, row += width) {
    for (let k = 0; k < numbers; k++) {
      const value = rows[row + k] as number
      if (isBig) data[at + k] = BigInt(value)
      else data[at + k] = value
    }
  }
}

/**
 * The numbers of an output as doubles, row-major.
 *
 * @throws RangeError when they are not what the graph declares
 */
export function toDoubles(
  { name, element, shape }: GraphTensor,
  found: RunTensor,
  count: number,
): Float64Array<ArrayBuffer> {
  const expected = count * numbersOf({ shape })
  if (found.element !== element || found.data.length !== expected) {
    throw new RangeError(
      `The graph gave ${found.data.length} numbers of ${found.element} in [${found.dims.join(', ')}] as ${name}, expected ${expected} of ${element}.`,
    )
  }
  return Float64Array.from(found.data as ArrayLike<number | bigint>, Number)
}
