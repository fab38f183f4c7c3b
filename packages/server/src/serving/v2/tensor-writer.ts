import { Buffer } from 'node:buffer'
import { numberJson, type Scored } from '@ratchet-ml/scoring'
import { rankEntries } from './classification.ts'
import type { OutputChoice } from './types.ts'

export interface TensorReply {
  readonly body: string | Uint8Array
  readonly contentType: string
  readonly headers: readonly string[]
}

/**
 * The whole reply: `head`, then the tensors, in JSON or as bytes behind it. Numbers read back to the
 * same double; what JSON has no number for is text.
 *
 * @param head the beginning of the reply's JSON, without its outputs and its last brace
 * @param labels JSON of the classes, where they have names
 */
export function writeTensors(
  head: string,
  outputs: readonly OutputChoice[],
  scored: Scored,
  labels: readonly string[] | undefined,
): TensorReply {
  const parts: Uint8Array[] = []
  const tensors = outputs.map((output) => {
    const { name } = output.tensor
    if (output.classification !== undefined) return ranked(output, scored, labels, parts)
    return name === 'label'
      ? labelTensor(output, scored, labels, parts)
      : numbers(output, scored, parts)
  })
  const json = `${head},"outputs":[${tensors.join(',')}]}`
  if (!outputs.some((output) => output.isBinary)) {
    return { body: json, contentType: 'application/json', headers: [] }
  }
  const start = Buffer.from(json)
  return {
    body: Buffer.concat([start, ...parts]),
    contentType: 'application/octet-stream',
    headers: ['Inference-Header-Content-Length', String(start.length)],
  }
}

function numbers({ tensor, isBinary }: OutputChoice, scored: Scored, parts: Uint8Array[]): string {
  const { values, width } = columnOf(scored, tensor.name)
  const length = scored.count * width
  const shape = tensor.shape.length === 1 ? [scored.count] : [scored.count, width]
  if (isBinary) {
    const bytes = new Uint8Array(values.slice(0, length).buffer)
    parts.push(bytes)
    return binaryTensor(tensor.name, tensor.datatype, shape, bytes.length)
  }
  let data = ''
  for (let at = 0; at < length; at++) {
    data += at === 0 ? numberJson(values[at] as number) : `,${numberJson(values[at] as number)}`
  }
  return jsonTensor(tensor.name, tensor.datatype, shape, data)
}

function labelTensor(
  { tensor, isBinary }: OutputChoice,
  { label, count }: Scored,
  labels: readonly string[] | undefined,
  parts: Uint8Array[],
): string {
  const { name, datatype } = tensor
  const texts = Array.from({ length: count }, (_, row) => {
    const index = label?.[row] ?? 0
    return labels?.[index] ?? String(index)
  })
  if (!isBinary) return jsonTensor(name, datatype, [count], texts.join(','))
  const bytes = labelBytes(texts, datatype)
  parts.push(bytes)
  return binaryTensor(name, datatype, [count], bytes.length)
}

function labelBytes(texts: readonly string[], datatype: string): Uint8Array {
  if (datatype === 'BYTES') return bytesOfTexts(texts.map((text) => JSON.parse(text) as string))
  const { buffer } =
    datatype === 'INT64' ? BigInt64Array.from(texts, BigInt) : Float64Array.from(texts, Number)
  return new Uint8Array(buffer)
}

function ranked(
  { tensor, isBinary, classification = 1 }: OutputChoice,
  scored: Scored,
  labels: readonly string[] | undefined,
  parts: Uint8Array[],
): string {
  const { values, width } = columnOf(scored, tensor.name)
  const names = labels?.length === width ? labels : undefined
  const most = Math.min(classification, width)
  const texts = Array.from({ length: scored.count }, (_, row) =>
    rankEntries(values.subarray(row * width, (row + 1) * width), most, names),
  ).flat()
  const shape = [scored.count, most]
  if (!isBinary) {
    return jsonTensor(
      tensor.name,
      'BYTES',
      shape,
      texts.map((text) => JSON.stringify(text)).join(','),
    )
  }
  const bytes = bytesOfTexts(texts)
  parts.push(bytes)
  return binaryTensor(tensor.name, 'BYTES', shape, bytes.length)
}

/** Each text with its length in four bytes before it. */
function bytesOfTexts(texts: readonly string[]): Uint8Array {
  return Buffer.concat(
    texts.flatMap((text) => {
      const bytes = Buffer.from(text)
      const length = Buffer.alloc(4)
      length.writeUInt32LE(bytes.length)
      return [length, bytes]
    }),
  )
}

function jsonTensor(
  name: string,
  datatype: string,
  shape: readonly number[],
  data: string,
): string {
  return `{"name":"${name}","shape":[${shape}],"datatype":"${datatype}","data":[${data}]}`
}

function binaryTensor(
  name: string,
  datatype: string,
  shape: readonly number[],
  size: number,
): string {
  return `{"name":"${name}","shape":[${shape}],"datatype":"${datatype}","parameters":{"binary_data_size":${size}}}`
}

const none = new Float64Array()

function columnOf(scored: Scored, name: string): { values: Float64Array; width: number } {
  if (name === 'raw') return { values: scored.raw, width: scored.rawWidth }
  if (name === 'value') return { values: scored.value ?? none, width: scored.targets ?? 1 }
  return { values: scored.probability ?? none, width: scored.classes ?? 0 }
}
