import { isFloat32 } from '@ratchet-ml/stats'
import { corrupt } from '../corrupt.ts'
import type { Coefficients, Tensor, TensorData } from './types.ts'

/** The doubles of a coefficient. @throws Refusal when absent, of another type, or not of `shape` */
export function float64Of(
  coefficients: Coefficients,
  name: string,
  shape?: readonly number[],
): Float64Array {
  return arrayOf(tensorOf(coefficients, name, shape), name, Float64Array)
}

/** The singles of a coefficient; otherwise as {@link float64Of}. */
export function float32Of(
  coefficients: Coefficients,
  name: string,
  shape?: readonly number[],
): Float32Array {
  return arrayOf(tensorOf(coefficients, name, shape), name, Float32Array)
}

/** The signed integers of a coefficient; otherwise as {@link float64Of}. */
export function int32Of(
  coefficients: Coefficients,
  name: string,
  shape?: readonly number[],
): Int32Array {
  return arrayOf(tensorOf(coefficients, name, shape), name, Int32Array)
}

/** The 32-bit words of a coefficient; otherwise as {@link float64Of}. */
export function uint32Of(
  coefficients: Coefficients,
  name: string,
  shape?: readonly number[],
): Uint32Array {
  return arrayOf(tensorOf(coefficients, name, shape), name, Uint32Array)
}

/** The bytes of a coefficient; otherwise as {@link float64Of}. */
export function uint8Of(
  coefficients: Coefficients,
  name: string,
  shape?: readonly number[],
): Uint8Array {
  return arrayOf(tensorOf(coefficients, name, shape), name, Uint8Array)
}

function tensorOf(
  coefficients: Coefficients,
  name: string,
  shape: readonly number[] | undefined,
): Tensor {
  const tensor = coefficients.get(name)
  if (tensor === undefined) throw corrupt(placeOf(name), 'nothing', 'a coefficient of this name')
  const size = tensor.shape.reduce((product, length) => product * length, 1)
  if (size !== tensor.data.length) {
    throw corrupt(placeOf(name), `${tensor.data.length} numbers`, `${size}, as its shape says`)
  }
  if (shape === undefined) {
    if (tensor.shape.length === 1) return tensor
    throw corrupt(placeOf(name), `the shape [${tensor.shape.join(', ')}]`, 'one dimension')
  }
  if (shape.length === tensor.shape.length && shape.every((n, i) => n === tensor.shape[i])) {
    return tensor
  }
  throw corrupt(placeOf(name), `the shape [${tensor.shape.join(', ')}]`, `[${shape.join(', ')}]`)
}

function arrayOf<T>({ data }: Tensor, name: string, type: new (length: number) => T): T {
  if (data instanceof type) return data
  throw corrupt(placeOf(name), data.constructor.name, type.name)
}

/** Where a coefficient, or one entry of it, stands. */
export function placeOf(name: string, index?: number): string {
  return index === undefined ? `coefficients ${name}` : `coefficients ${name}[${index}]`
}

/** @throws Refusal naming the first entry that is not finite */
export function checkFinite(name: string, data: TensorData): void {
  const at = data.findIndex((value) => !Number.isFinite(value))
  if (at >= 0) throw corrupt(placeOf(name, at), String(data[at]), 'a finite number')
}

/** @throws Refusal naming the first entry that is NaN */
export function checkNumbers(name: string, data: Float64Array): void {
  const at = data.findIndex(Number.isNaN)
  if (at >= 0) throw corrupt(placeOf(name, at), 'NaN', 'a number')
}

/** @throws Refusal naming the first entry that a 32-bit float does not hold exactly */
export function checkFloats(name: string, data: Float64Array): void {
  const at = data.findIndex((value) => !isFloat32(value))
  if (at >= 0) throw corrupt(placeOf(name, at), String(data[at]), 'a 32-bit float')
}

/** @throws Refusal naming the first entry outside [minimum, maximum] */
export function checkRange(
  name: string,
  data: Int32Array,
  { minimum, maximum }: { minimum: number; maximum: number },
): void {
  const at = data.findIndex((value) => value < minimum || value > maximum)
  if (at < 0) return
  const expected = maximum < minimum ? 'no entry' : `${minimum} to ${maximum}`
  throw corrupt(placeOf(name, at), String(data[at]), expected)
}

/** @throws Refusal unless `data` climbs from 0 to `end` without a step back */
export function checkOffsets(name: string, data: Int32Array, end: number): void {
  if (data[0] !== 0) throw corrupt(placeOf(name, 0), String(data[0]), '0')
  for (let i = 1; i < data.length; i++) {
    // Both indices lie inside the array.
    const [before, here] = [data[i - 1] as number, data[i] as number]
    if (here < before) throw corrupt(placeOf(name, i), String(here), `at least ${before}`)
  }
  const last = data.length - 1
  if (data[last] !== end) throw corrupt(placeOf(name, last), String(data[last]), String(end))
}
