/** Datatypes of the V2 protocol that are taken in JSON. */
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

/** A request of the V2 protocol whose form has been checked, turned into rows. */
export interface InferRequest {
  /** The caller's own id. */
  readonly id: string | undefined
  /** Rows by field name. */
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  /** Which place of the request holds a field. */
  readonly tensorOf: ReadonlyMap<string, number>
  /** Names of the outputs to answer, in order. */
  readonly outputs: readonly string[]
}
