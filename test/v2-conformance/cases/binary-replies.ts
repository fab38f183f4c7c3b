import { at } from '../judge.ts'
import type { Reply, Tensor } from '../types.ts'
import { header } from './binary-bodies.ts'
import { outputsOf } from './make.ts'

export function sameBinary(reply: Reply, [plain]: readonly Reply[]): string | undefined {
  const wanted =
    plain === undefined ? undefined : (outputsOf(plain) as readonly Tensor[] | undefined)
  const found = decoded(reply)
  const values = (tensors: readonly Tensor[] | undefined) =>
    JSON.stringify(tensors?.map(({ name, data }) => [name, data.flat(9)]))
  return found !== undefined && values(found) === values(wanted)
    ? undefined
    : 'the values in binary are others than in JSON'
}

export function sizesFit({ bytes, headers }: Reply): string | undefined {
  const length = Number(headers[header])
  if (!(length > 0)) return 'the length of the JSON is not told'
  try {
    const { outputs } = JSON.parse(Buffer.from(bytes).subarray(0, length).toString()) as {
      outputs: unknown[]
    }
    const sum = outputs.reduce<number>(
      (all, one) => all + Number(at(one, 'parameters.binary_data_size') ?? 0),
      0,
    )
    return sum === bytes.length - length ? undefined : 'the sizes do not add up to the bytes'
  } catch {
    return 'the JSON does not end where it is said to'
  }
}

/** The tensors of a reply with their data, out of JSON or of the bytes behind it. */
function decoded({ bytes, headers }: Reply): readonly Tensor[] | undefined {
  const length = Number(headers[header])
  let head: { outputs: (Tensor & { parameters?: { binary_data_size?: number } })[] }
  try {
    head = JSON.parse(Buffer.from(bytes).subarray(0, length).toString())
  } catch {
    return undefined
  }
  let start = length
  return head.outputs.map(({ parameters, ...tensor }) => {
    const size = parameters?.binary_data_size
    if (size === undefined) return tensor
    const part = Buffer.from(bytes).subarray(start, start + size)
    start += size
    return { ...tensor, data: valuesOf(tensor.datatype, part) }
  })
}

function valuesOf(datatype: string, part: Buffer): readonly unknown[] {
  const values: unknown[] = []
  for (let i = 0; i < part.length; ) {
    if (datatype === 'BYTES') {
      const length = part.length - i < 4 ? 0 : part.readUInt32LE(i)
      values.push(part.subarray(i + 4, i + 4 + length).toString())
      i += 4 + length
    } else if (datatype === 'INT64' && part.length - i >= 8) {
      values.push(Number(part.readBigInt64LE(i)))
      i += 8
    } else if (datatype === 'FP32' && part.length - i >= 4) {
      values.push(part.readFloatLE(i))
      i += 4
    } else if (part.length - i >= 8) {
      values.push(part.readDoubleLE(i))
      i += 8
    } else break
  }
  return values
}
