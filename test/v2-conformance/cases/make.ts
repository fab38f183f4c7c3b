import type { Ask, Case, Expect, Reply, Target, Tensor } from '../types.ts'

/** Stands in bad values, so that a reply that repeats one is found out. */
export const secret = 'hunter2-7391'

/** A refusal as the protocol has it, without a word of what was sent. */
export const refused: Expect = { status: '4xx', error: true, hides: secret }

/** Makes the cases of a group: a name, a title, what is asked and what is expected. */
export function casesOf(
  group: string,
  prefix: string,
  rows: readonly (readonly [string, string, Ask, Expect, (readonly Ask[])?])[],
): readonly Case[] {
  return rows.map(([id, title, ask, expect, others]) => ({
    ...{ id: `${prefix}.${id}`, group, title, ask, expect },
    ...(others === undefined ? {} : { others }),
  }))
}

export const get = (path: string): Ask => ({ method: 'GET', path })

export function post(path: string, body?: unknown, headers?: Record<string, string>): Ask {
  return {
    method: 'POST',
    path,
    ...(body === undefined ? {} : { body }),
    ...(headers && { headers }),
  }
}

export function paths({ model, version }: Target) {
  const base = `/v2/models/${model}`
  return { model: base, infer: `${base}/infer`, version: `${base}/versions/${version}` }
}

/** The good request with one input changed, by datatype or by place. */
export function withInput(
  { inputs }: Target,
  which: string | number,
  change: Partial<Record<keyof Tensor | 'parameters', unknown>>,
): { readonly inputs: readonly unknown[] } {
  const index = typeof which === 'number' ? which : indexOf(inputs, which)
  return { inputs: inputs.map((tensor, i) => (i === index ? { ...tensor, ...change } : tensor)) }
}

/** The first input of a datatype, or of a kind of them. */
export function indexOf(inputs: readonly Tensor[], datatype: string): number {
  const kinds: Readonly<Record<string, RegExp>> = { FP: /^FP(32|64)$/, INT: /^INT(32|64)$/ }
  const kind = kinds[datatype] ?? new RegExp(`^${datatype}$`)
  return inputs.findIndex((tensor) => kind.test(tensor.datatype))
}

/** Outputs of a reply in JSON; those in binary are told by their length. */
export function outputsOf({ json }: Reply): unknown {
  return (json as { outputs?: unknown } | undefined)?.outputs
}

export const sameOutputs = (reply: Reply, [other]: readonly Reply[]): string | undefined =>
  other?.status === 200 &&
  outputsOf(reply) !== undefined &&
  JSON.stringify(outputsOf(reply)) === JSON.stringify(outputsOf(other))
    ? undefined
    : 'the outputs differ from those of the same request in its plain form'
