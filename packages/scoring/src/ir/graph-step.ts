/** A graph that is not said in ops: the engine that runs its file answers it. */
export interface OnnxGraphStep {
  readonly op: 'onnxGraph@1'
  readonly in: string
  readonly out: string
  /** What the graph takes: in this order, row-major, the columns of `in`. */
  readonly inputs: readonly GraphTensor[]
  /** The output of the graph that is the value of the step, row-major. */
  readonly output: GraphTensor
  /** `many`: the first dimension of every tensor counts rows. `one`: it is 1, a row is run alone. */
  readonly rows: 'many' | 'one'
}

export interface GraphTensor {
  /** As the graph has it. */
  readonly name: string
  readonly element: GraphElement
  /** Without the dimension that counts rows; empty: one number a row. */
  readonly shape: readonly number[]
}

/** Types of numbers, by their names in ONNX, whose every value is a double or a whole number within 2^53. */
export type GraphElement = (typeof graphElements)[number]

export const graphElements = [
  'bool',
  'double',
  'float',
  'int16',
  'int32',
  'int64',
  'int8',
  'uint16',
  'uint32',
  'uint64',
  'uint8',
] as const

/** Numbers of a tensor for one row. */
export function numbersOf({ shape }: Pick<GraphTensor, 'shape'>): number {
  return shape.reduce((product, length) => product * length, 1)
}
