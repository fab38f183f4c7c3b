import type { Coefficients, Tensor, TensorData } from '../ir/types.ts'
import type { Scored } from '../scorer-types.ts'

/** The same numbers in memory that threads share, so that each has them without a copy of its own. */
export function shareCoefficients(coefficients: Coefficients): Coefficients {
  const shared = new Map<string, Tensor>()
  for (const [name, { shape, data }] of coefficients) shared.set(name, { shape, data: share(data) })
  return shared
}

/** The same room for answers in memory that threads share. */
export function shareAnswers({ raw, probability, label, value, ...rest }: Scored): Scored {
  return {
    ...rest,
    raw: share(raw),
    ...(probability && { probability: share(probability) }),
    ...(label && { label: share(label) }),
    ...(value && { value: share(value) }),
  }
}

export function isShared(array: TensorData): boolean {
  return array.buffer instanceof SharedArrayBuffer
}

/** A typed array of the same type and content. */
function share<T extends TensorData>(array: T): T {
  // All of TensorData are made in this way.
  const kind = array.constructor as new (buffer: SharedArrayBuffer) => T
  const shared = new kind(new SharedArrayBuffer(array.byteLength))
  shared.set(array)
  return shared
}
