import type { ColumnTable } from '../predict/types.ts'

/** Datatypes of the V2 protocol, and BF16, which its prose has and its table lacks. */
export const datatypes = [
  'BOOL',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'FP16',
  'BF16',
  'FP32',
  'FP64',
  'BYTES',
] as const

export type Datatype = (typeof datatypes)[number]

/** A tensor as metadata describes it; -1 is a length that the request chooses. */
export interface TensorMetadata {
  readonly name: string
  readonly datatype: Datatype
  readonly shape: readonly number[]
}

/** An output that a request asks for. */
export interface OutputChoice {
  readonly tensor: TensorMetadata
  /** As bytes behind the JSON instead of in it. */
  readonly isBinary: boolean
  /** The K largest entries of each row as text `value:index[:label]`, instead of all entries. */
  readonly classification: number | undefined
}

/** A request of the V2 protocol whose form has been checked. */
export interface InferRequest extends ColumnTable {
  /** The caller's own id. */
  readonly id: string | undefined
  /** What assignment sticks to. */
  readonly unit: string | undefined
  /** Which place of the request holds a field. */
  readonly tensorOf: ReadonlyMap<string, number>
  readonly outputs: readonly OutputChoice[]
}
