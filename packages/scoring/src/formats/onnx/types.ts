/**
 * What an ONNX file says, as its protobuf messages have it (onnx.proto, IR versions 3 and later), read
 * and checked for damage. Nothing of it is judged: `judgeOnnx` says who can run it.
 */

/** A model with its graph. */
export interface OnnxModel {
  readonly irVersion: number
  /** What wrote the file; empty where it does not say. */
  readonly producer: { readonly name: string; readonly version: string }
  /** Versions of the sets of operators, by domain; `''` is ai.onnx. */
  readonly opsets: ReadonlyMap<string, number>
  readonly metadata: ReadonlyMap<string, string>
  /** Functions that the model itself defines, as `domain.name`. */
  readonly functions: readonly string[]
  readonly graph: OnnxGraph
}

export interface OnnxGraph {
  readonly name: string
  /** In an order in which every value is made before it is read. */
  readonly nodes: readonly OnnxNode[]
  readonly initializers: ReadonlyMap<string, OnnxTensor>
  /** What a caller must give: without the inputs that have an initialiser. */
  readonly inputs: readonly OnnxValueInfo[]
  readonly outputs: readonly OnnxValueInfo[]
}

export interface OnnxNode {
  /** May be empty. */
  readonly name: string
  readonly op: string
  /** `''` is ai.onnx. */
  readonly domain: string
  /** An empty name is an optional input that is absent. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: ReadonlyMap<string, OnnxAttribute>
  /** Where the node stands in the file, for refusals. */
  readonly place: string
}

export type OnnxAttribute =
  | { readonly kind: 'float' | 'int'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  /** Ints as doubles: rounded beyond 2^53. */
  | { readonly kind: 'floats' | 'ints'; readonly values: Float64Array }
  | { readonly kind: 'strings'; readonly values: readonly string[] }
  | { readonly kind: 'tensor'; readonly tensor: OnnxTensor }
  | { readonly kind: 'graph'; readonly graph: OnnxGraph }
  /** Sparse tensors, types, lists of graphs or tensors, references to attributes of functions. */
  | { readonly kind: 'other' }

/** A tensor whose numbers are not decoded yet; `decodeTensor` does it. */
export interface OnnxTensor {
  readonly name: string
  readonly element: ElementType
  /** No dimension below zero; none at all: one number. */
  readonly dims: readonly number[]
  /** Where the numbers lie: little-endian bytes, or the encoded field of their type. */
  readonly data: OnnxTensorData
  readonly place: string
}

export type OnnxTensorData =
  | { readonly kind: 'raw'; readonly bytes: Uint8Array }
  | { readonly kind: 'floats' | 'doubles' | 'ints'; readonly values: Float64Array }
  | { readonly kind: 'strings'; readonly values: readonly Uint8Array[] }

export interface OnnxValueInfo {
  readonly name: string
  readonly type: OnnxType
}

export type OnnxType =
  | {
      readonly kind: 'tensor'
      readonly element: ElementType
      /** Absent: of any number of dimensions. */
      readonly shape?: readonly OnnxDimension[]
    }
  | { readonly kind: 'sequence'; readonly of: OnnxType }
  | { readonly kind: 'map'; readonly key: ElementType; readonly value: OnnxType }
  /** Optional and sparse values, and values without a type. */
  | { readonly kind: 'other' }

/** A length, the name of one that the caller chooses, or nothing known. */
export type OnnxDimension = number | string | undefined

/** TensorProto.DataType, by its names in lower case. */
export type ElementType = (typeof elementTypes)[number]

/** Types of numbers that need not be whole. */
export const fractional: readonly ElementType[] = ['float', 'double', 'float16']

export const elementTypes = [
  'undefined',
  'float',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'double',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
  'float8e4m3fn',
  'float8e4m3fnuz',
  'float8e5m2',
  'float8e5m2fnuz',
  'uint4',
  'int4',
  'float4e2m1',
  'float8e8m0',
  'uint2',
  'int2',
] as const

/** Who can run a model: Ratchet's own op graph, or only a whole ONNX runtime. */
export type OnnxVerdict =
  | { readonly kind: 'native' }
  | { readonly kind: 'opaque'; readonly because: OnnxObstacle }

/** What of a model is beyond Ratchet's own op graph. */
export interface OnnxObstacle {
  /** Operator with its domain, such as `Conv` or `ai.onnx.ml.TreeEnsemble`; absent: an input or output. */
  readonly op?: string
  /** Name of the node, of its first output where it has none; or of the input or output. */
  readonly node: string
  readonly place: string
  readonly found: string
  readonly expected: string
}
