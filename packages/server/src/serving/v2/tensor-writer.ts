import { Buffer } from 'node:buffer'
import { answerKindOf, numberJson, type Scored } from '@ratchet-ml/scoring'
import type { Reply, ReplyStyle } from '../predict/call.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import { bytesOfTexts } from './binary-texts.ts'
import { rankEntries } from './classification.ts'
import { planOf, type TensorPlan } from './tensor-plan.ts'
import type { OutputChoice } from './types.ts'

type Style = Extract<ReplyStyle, { kind: 'infer' }>

/**
 * Gathers the answers of a request tensor by tensor, as JSON or as bytes behind it. Numbers read back
 * to the same double; what JSON has no number for is text.
 */
export class TensorReplyWriter {
  readonly #head: string
  readonly #tensors: readonly Tensor[]
  #count = 0

  constructor(live: LiveEndpoint, requestId: string, { id = requestId, outputs }: Style) {
    const plan = planOf(live)
    this.#head = headOf(live, requestId, id)
    this.#tensors = outputs.map((output) => tensorOf(output, plan))
  }

  take(scored: Scored, count: number): void {
    for (const tensor of this.#tensors) tensor.take(scored, count)
    this.#count += count
  }

  end(): Reply {
    const tensors = this.#tensors.map((tensor) => tensor.json(this.#count)).join(',')
    const json = `${this.#head},"outputs":[${tensors}]}`
    const parts = this.#tensors.flatMap(({ parts }) => parts ?? [])
    if (this.#tensors.every((tensor) => tensor.parts === undefined)) {
      return { body: json, contentType: 'application/json', headers: [] }
    }
    const start = Buffer.byteLength(json)
    const body = Buffer.allocUnsafe(parts.reduce((sum, { length }) => sum + length, start))
    let at = body.write(json)
    for (const part of parts) {
      body.set(part, at)
      at += part.length
    }
    return {
      body,
      contentType: 'application/octet-stream',
      headers: ['Inference-Header-Content-Length', String(start)],
    }
  }
}

/** The reply's JSON up to its outputs. */
function headOf(live: LiveEndpoint, predictionId: string, id: string): string {
  const { route, arm, servedBy, fallbackReason: why } = live
  const version = servedBy === 'baseline' ? 'baseline' : arm.version
  const fallback = why === undefined ? '' : `,"served_by":"${servedBy}","fallback":"${why}"`
  return `{"model_name":"${route.endpoint}","model_version":"${version}","id":${JSON.stringify(id)},"parameters":{"prediction_id":"${predictionId}"${fallback}}`
}

/** One output while it is gathered. */
interface Tensor {
  /** The bytes so far, of an output in binary. */
  readonly parts: Uint8Array[] | undefined
  take(scored: Scored, count: number): void
  json(count: number): string
}

function tensorOf(output: OutputChoice, plan: TensorPlan): Tensor {
  if (output.classification !== undefined) return rankedTensor(output, plan.labels)
  return answerKindOf(output.tensor.name) === 'label'
    ? labelTensor(output, plan)
    : numberTensor(output)
}

function numberTensor({ tensor, isBinary }: OutputChoice): Tensor {
  const { name, datatype, shape } = tensor
  const parts: Uint8Array[] = []
  let text = ''
  return {
    parts: isBinary ? parts : undefined,
    take: (scored, count) => {
      const { values, width } = columnOf(scored, name)
      const length = count * width
      if (isBinary) parts.push(copyOf(values, length))
      else for (let at = 0; at < length; at++) text += `${numberJson(values[at] as number)},`
    },
    json: (count) => {
      const sizes = shape.map((size) => (size === -1 ? count : size))
      return tensorJson({ name, datatype, sizes }, isBinary ? parts : text.slice(0, -1))
    },
  }
}

/** The bytes of the first numbers, in memory that node:buffer has at hand. */
function copyOf({ buffer, byteOffset }: Float64Array, length: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(8 * length)
  bytes.set(new Uint8Array(buffer, byteOffset, 8 * length))
  return bytes
}

function labelTensor(
  { tensor, isBinary }: OutputChoice,
  { labels, labelBytes }: TensorPlan,
): Tensor {
  const { name, datatype } = tensor
  const texts: string[] = []
  const parts: Uint8Array[] = []
  return {
    parts: isBinary ? parts : undefined,
    take: ({ label = noLabels }, count) => {
      if (isBinary) parts.push(labelBytes.of(label, count))
      else
        for (let row = 0; row < count; row++)
          texts.push(labels?.[label[row] as number] ?? String(label[row]))
    },
    json: (count) =>
      tensorJson({ name, datatype, sizes: [count] }, isBinary ? parts : texts.join(',')),
  }
}

function rankedTensor(output: OutputChoice, labels: readonly string[] | undefined): Tensor {
  const { tensor, isBinary, classification = 1 } = output
  const texts: string[] = []
  const parts: Uint8Array[] = []
  let most = 0
  return {
    parts: isBinary ? parts : undefined,
    take: (scored, count) => {
      const { values, width } = columnOf(scored, tensor.name)
      const names = labels?.length === width ? labels : undefined
      most = Math.min(classification, width)
      for (let row = 0; row < count; row++) {
        const own = values.subarray(row * width, (row + 1) * width)
        texts.push(...rankEntries(own, most, names))
      }
    },
    json: (count) => {
      if (isBinary) parts.push(bytesOfTexts(texts))
      const data = isBinary ? parts : texts.map((text) => JSON.stringify(text)).join(',')
      return tensorJson({ name: tensor.name, datatype: 'BYTES', sizes: [count, most] }, data)
    },
  }
}

interface TensorHead {
  readonly name: string
  readonly datatype: string
  readonly sizes: readonly number[]
}

function tensorJson({ name, datatype, sizes }: TensorHead, data: string | Uint8Array[]): string {
  const head = `{"name":"${name}","shape":[${sizes}],"datatype":"${datatype}"`
  if (typeof data === 'string') return `${head},"data":[${data}]}`
  const size = data.reduce((sum, part) => sum + part.length, 0)
  return `${head},"parameters":{"binary_data_size":${size}}}`
}

const none = new Float64Array()
const noLabels = new Int32Array()

function columnOf(scored: Scored, name: string): { values: Float64Array; width: number } {
  if (name === 'raw') return { values: scored.raw, width: scored.rawWidth }
  if (answerKindOf(name) === 'value') {
    return { values: scored.value ?? none, width: scored.targets ?? 1 }
  }
  return { values: scored.probability ?? none, width: scored.classes ?? 0 }
}
