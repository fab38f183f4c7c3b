import { invalid } from '../predict/predict-request.ts'

/** A body of JSON with tensors in binary behind it. */
export interface SplitBody {
  readonly json: Uint8Array
  readonly binary: Uint8Array
}

/**
 * Parts a body at the length that the header Inference-Header-Content-Length gives for its JSON.
 * @throws Problem `request-invalid` for a length that is no length of the body
 */
export function splitBody(body: Uint8Array, headerLength: string): SplitBody {
  const length = /^\d{1,15}$/.test(headerLength) ? Number(headerLength) : Number.NaN
  if (!(length <= body.length)) {
    throw invalid(
      '',
      `the header Inference-Header-Content-Length is no length of a part of it; it has ${body.length} bytes`,
    )
  }
  return { json: body.subarray(0, length), binary: body.subarray(length) }
}

/** Hands out the binary part of a body tensor by tensor. */
export class BinaryPart {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** @throws Problem `request-invalid` when so many bytes are not left */
  take(size: number, pointer: string): Uint8Array {
    const left = this.#bytes.length - this.#at
    if (size > left) {
      throw invalid(
        pointer,
        `found ${size} bytes declared, expected at most the ${left} that are left`,
      )
    }
    const start = this.#at
    this.#at += size
    return this.#bytes.subarray(start, this.#at)
  }

  /** @throws Problem `request-invalid` when bytes are left that no input has declared */
  end(): void {
    const left = this.#bytes.length - this.#at
    if (left > 0)
      throw invalid('/inputs', `found ${left} bytes that no input has declared as its own`)
  }
}
