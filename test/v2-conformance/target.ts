import { ask } from './ask.ts'
import { at } from './judge.ts'
import type { Target, Tensor } from './types.ts'

/** What to send of each datatype where nobody says better. */
const samples: Readonly<Record<string, readonly unknown[]>> = {
  BOOL: [true, false],
  BYTES: ['a', 'b'],
}

/**
 * Reads what a model takes from its metadata, and proves that a request of two rows is answered.
 * @param request a body that the model answers, instead of one made from the metadata
 */
export async function openTarget(url: string, model: string, request?: unknown): Promise<Target> {
  const { json } = await ask(url, { method: 'GET', path: `/v2/models/${model}` })
  const described = (at(json, 'inputs') ?? []) as readonly Tensor[]
  const asked = (at(request, 'inputs') as readonly Tensor[] | undefined) ?? described.map(sampleOf)
  const path = `/v2/models/${model}/infer`
  const reply = await ask(url, { method: 'POST', path, body: { inputs: asked } })
  if (reply.status !== 200) {
    throw new Error(`The model ${model} does not answer: ${reply.status} ${reply.text}`)
  }
  const outputs = at(reply.json, 'outputs') as Target['outputs']
  const version = at(reply.json, 'model_version') ?? at(json, 'versions.0')
  return { model, version: String(version ?? '1'), inputs: asked, outputs }
}

function sampleOf({ name, datatype, shape }: Tensor): Tensor {
  const data = samples[datatype] ?? [1, 2]
  return { name, datatype, shape: shape.length === 2 ? [2, 1] : [2], data }
}
