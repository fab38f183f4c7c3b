import { Buffer } from 'node:buffer'
import type { StackedColumns } from '../predict/types.ts'
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
  readonly stack: Stack | undefined
}

interface Part {
  readonly name: string
  readonly datatype: Datatype
  readonly size: number
}

/** Room for the bytes of requests whose tensors are numbers of one width. */
interface Stack {
  readonly memory: Uint8Array
  readonly numbers: Float64Array | Float32Array
  /** By input of the endpoint: where its column begins. */
  readonly starts: Int32Array
}

const recipes = new WeakMap<TensorPlan, Recipe>()
/** Longer ones come from callers that send data in JSON too. */
const mostBytes = 1 << 16
/** Longer requests are rare enough to keep no memory for them. */
const mostStackBytes = 1 << 20

/** The request, where its JSON is that of the one before. @throws Problem about the bytes */
export function recallRequest(
  plan: TensorPlan,
  json: Uint8Array,
  binary: Uint8Array,
): InferRequest | undefined {
  const recipe = recipes.get(plan)
  if (recipe?.bytes !== binary.length || !recipe.json.equals(json)) return undefined
  const { request, stack } = recipe
  // Numbers need no check here, so nobody may ever ask for the columns one by one.
  if (stack !== undefined) {
    return {
      ...request,
      columns: () => columnsOf(recipe, binary),
      stacked: stackedOf(stack, binary),
    }
  }
  const columns = columnsOf(recipe, binary)
  return { ...request, columns: () => columns }
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
  recipes.set(plan, {
    json: Buffer.from(json),
    // The columns would keep the body of the request alive.
    request: { ...request, columns: () => none },
    ...{ parts, bytes, stack: stackFor(plan, parts, bytes) },
  })
}

/** An input that was checked. */
interface InputHead {
  readonly name: string
  readonly datatype: Datatype
  readonly parameters?: { readonly binary_data_size?: number }
}

const none: ReadonlyMap<string, ArrayLike<unknown>> = new Map()

function columnsOf(
  { request, parts }: Recipe,
  binary: Uint8Array,
): ReadonlyMap<string, ArrayLike<unknown>> {
  // Copied as a whole, tensors mostly begin where numbers of their width may begin.
  const bytes = new Uint8Array(binary)
  const columns = new Map<string, ArrayLike<unknown>>()
  let at = 0
  for (const [i, { name, datatype, size }] of parts.entries()) {
    const part = bytes.subarray(at, at + size)
    columns.set(name, binaryValues(part, datatype, request.count, `/inputs/${i}/data`))
    at += size
  }
  return columns
}

function stackedOf({ memory, numbers, starts }: Stack, binary: Uint8Array): StackedColumns {
  return {
    starts,
    numbers: () => {
      memory.set(binary)
      return numbers
    },
  }
}

function stackFor(plan: TensorPlan, parts: readonly Part[], bytes: number): Stack | undefined {
  const datatype = parts[0]?.datatype
  const isOne = parts.every((part) => part.datatype === datatype)
  if (!isOne || (datatype !== 'FP64' && datatype !== 'FP32') || bytes > mostStackBytes) {
    return undefined
  }
  const places = new Map<string, number>()
  let at = 0
  for (const { name, size } of parts) {
    places.set(name, at)
    at += size
  }
  const memory = new Uint8Array(bytes)
  const numbers =
    datatype === 'FP64' ? new Float64Array(memory.buffer) : new Float32Array(memory.buffer)
  const starts = plan.inputs.map(({ name }) => places.get(name))
  if (starts.includes(undefined)) return undefined
  const each = numbers.BYTES_PER_ELEMENT
  return { memory, numbers, starts: Int32Array.from(starts, (start = 0) => start / each) }
}
