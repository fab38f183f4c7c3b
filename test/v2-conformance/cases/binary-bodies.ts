import type { Ask, Tensor } from '../types.ts'
import { post } from './make.ts'

export const header = 'inference-header-content-length'
export const unhelped = { 'content-type': 'application/octet-stream' }

const widths: Readonly<Record<string, number>> = { BOOL: 1, INT32: 4, INT64: 8, FP32: 4, FP64: 8 }

/** The request with some inputs (all unless told) in binary. */
export function binaryBody(
  path: string,
  inputs: readonly Tensor[],
  which = [...inputs.keys()],
  bytes?: Uint8Array,
): Ask {
  const parts: Uint8Array[] = []
  const tensors = inputs.map(({ data, ...rest }, i) => {
    if (!which.includes(i)) return { ...rest, data }
    const part = bytes ?? bytesOf(rest.datatype, data)
    parts.push(part)
    return { ...rest, parameters: { binary_data_size: part.length } }
  })
  const json = Buffer.from(JSON.stringify({ inputs: tensors }))
  return post(path, Buffer.concat([json, ...parts]), { ...unhelped, [header]: String(json.length) })
}

/** The size of the first tensor said wrong; the length of the JSON stays true. */
export function sized({ body, headers, ...rest }: Ask, length: number, by: number): Ask {
  const bytes = Buffer.from(body as Uint8Array)
  const json = bytes
    .subarray(0, length)
    .toString()
    .replace(/"binary_data_size":(\d+)/, (_, size) => `"binary_data_size":${Number(size) + by}`)
  const whole = Buffer.concat([Buffer.from(json), bytes.subarray(length)])
  return {
    ...rest,
    body: whole,
    headers: { ...headers, [header]: String(Buffer.byteLength(json)) },
  }
}

export function bothBody(inputs: readonly Tensor[]): Pick<Ask, 'body' | 'headers'> {
  const [first, ...rest] = inputs
  const bytes = first === undefined ? Buffer.alloc(0) : bytesOf(first.datatype, first.data)
  const json = Buffer.from(
    JSON.stringify({
      inputs: [{ ...first, parameters: { binary_data_size: bytes.length } }, ...rest],
    }),
  )
  return {
    body: Buffer.concat([json, bytes]),
    headers: { ...unhelped, [header]: String(json.length) },
  }
}

function bytesOf(datatype: string, data: readonly unknown[]): Buffer {
  if (datatype === 'BYTES') {
    return Buffer.concat(
      data.flatMap((one) => {
        const text = Buffer.from(String(one))
        const length = Buffer.alloc(4)
        length.writeUInt32LE(text.length)
        return [length, text]
      }),
    )
  }
  const width = widths[datatype] ?? 8
  const bytes = Buffer.alloc(width * data.length)
  for (const [i, one] of data.entries()) {
    if (datatype === 'BOOL') bytes.writeUInt8(Number(one), i)
    else if (datatype === 'INT64') bytes.writeBigInt64LE(BigInt(Number(one)), i * 8)
    else if (datatype === 'INT32') bytes.writeInt32LE(Number(one), i * 4)
    else if (datatype === 'FP32') bytes.writeFloatLE(Number(one), i * 4)
    else bytes.writeDoubleLE(Number(one), i * 8)
  }
  return bytes
}
