import { type Contract, numberJson, type Scored } from '@ratchet-ml/scoring'
import { outputTensors } from './tensor-metadata.ts'
import type { TensorMetadata } from './types.ts'

/** Gathers the answers of a request, tensor by tensor, as JSON text. */
export class TensorWriter {
  readonly #tensors: readonly TensorMetadata[]
  readonly #texts: string[]
  readonly #labels: readonly string[] | undefined
  #count = 0

  constructor(contract: Contract, rawWidth: number, names: readonly string[]) {
    const known = outputTensors(contract, rawWidth)
    this.#tensors = names.flatMap((name) => known.find((one) => one.name === name) ?? [])
    this.#texts = this.#tensors.map(() => '')
    this.#labels = contract.classes?.map((level) => JSON.stringify(level))
  }

  readonly take = (scored: Scored, count: number): void => {
    for (const [i, { name }] of this.#tensors.entries()) {
      let text = this.#texts[i] as string
      if (name === 'label') {
        for (let row = 0; row < count; row++) text += `${this.#label(scored.label?.[row] ?? 0)},`
      } else {
        const { values, width } = columnOf(scored, name)
        for (let at = 0; at < count * width; at++) text += `${numberJson(values[at] as number)},`
      }
      this.#texts[i] = text
    }
    this.#count += count
  }

  end(): string {
    const tensors = this.#tensors.map(({ name, datatype, shape }, i) => {
      const sizes = shape.map((size) => (size === -1 ? this.#count : size))
      const data = (this.#texts[i] as string).slice(0, -1)
      return `{"name":"${name}","shape":[${sizes}],"datatype":"${datatype}","data":[${data}]}`
    })
    return `[${tensors.join(',')}]`
  }

  #label(index: number): string {
    return this.#labels?.[index] ?? String(index)
  }
}

const none = new Float64Array()

function columnOf(scored: Scored, name: string): { values: Float64Array; width: number } {
  if (name === 'raw') return { values: scored.raw, width: scored.rawWidth }
  if (name === 'value') return { values: scored.value ?? none, width: scored.targets ?? 1 }
  return { values: scored.probability ?? none, width: scored.classes ?? 0 }
}
