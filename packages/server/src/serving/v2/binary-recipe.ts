import { Buffer } from 'node:buffer'
import { binaryValues } from './binary-values.ts'
import type { TensorPlan } from './tensor-plan.ts'
import type { Datatype, InferRequest } from './types.ts'

/**
 * What the JSON of the last request in binary said. Callers mostly say the same again, and only the
 * bytes behind it differ: then nothing of it needs to be parsed and checked anew.
 */
interface Recipe {
  readonly json: Buffer
  readonly request: InferRequest
  readonly parts: readonly Part[]
  readonly bytes: number
}

interface Part {
  readonly name: string
  readonly datatype: Datatype
  readonly size: number
}

const recipes = new WeakMap<TensorPlan, Recipe>()
/** Longer ones come from callers that send data in JSON too. */
const mostBytes = 1 << 16

/** The request, where its JSON is that of the one before. @throws Problem about the bytes */
export function recallRequest(
  plan: TensorPlan,
  json: Uint8Array,
  binary: Uint8Array,
): InferRequest | undefined {
  const recipe = recipes.get(plan)
  if (recipe?.bytes !== binary.length || !recipe.json.equals(json)) return undefined
  const { request, parts } = recipe
  const columns = new Map<string, ArrayLike<unknown>>()
  let at = 0
  for (const [i, { name, datatype, size }] of parts.entries()) {
    const bytes = binary.subarray(at, at + size)
    columns.set(name, binaryValues(bytes, datatype, request.count, `/inputs/${i}/data`))
    at += size
  }
  return { ...request, columns }
}

/** Keeps what a request said, if all its inputs are in binary. It must have been taken. */
export function rememberRequest(
  plan: TensorPlan,
  json: Uint8Array,
  request: InferRequest,
  inputs: unknown,
): void {
  if (json.length > mostBytes) return
  const parts = (inputs as readonly InputHead[]).map(({ name, datatype, parameters }) => ({
    ...{ name, datatype, size: parameters?.binary_data_size ?? Number.NaN },
  }))
  const bytes = parts.reduce((sum, { size }) => sum + size, 0)
  if (Number.isNaN(bytes)) return
  // The columns would keep the body of the request alive.
  recipes.set(plan, {
    json: Buffer.from(json),
    request: { ...request, columns: none },
    parts,
    bytes,
  })
}

/** An input that was checked. */
interface InputHead {
  readonly name: string
  readonly datatype: Datatype
  readonly parameters?: { readonly binary_data_size?: number }
}

const none: ReadonlyMap<string, ArrayLike<unknown>> = new Map()
