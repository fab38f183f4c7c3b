import type { GraphElement } from '@ratchet-ml/scoring'

/** Numbers as an engine takes and gives them, in the type of their element. */
export type TensorNumbers =
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array

/** A tensor with its rows, row-major. Truth values are bytes. */
export interface RunTensor {
  readonly element: GraphElement
  /** The rows first. */
  readonly dims: readonly number[]
  readonly data: TensorNumbers
}

/** A library that runs ONNX graphs. */
export interface GraphRuntime {
  /** With its version, such as `onnxruntime 1.30.0`. */
  readonly name: string
  /** @throws Error when it does not take the graph */
  open(graph: Uint8Array): Promise<GraphSession>
}

/** A graph in memory, ready to run; one run at a time. */
export interface GraphSession {
  /** @throws Error when it cannot answer these inputs */
  run(inputs: ReadonlyMap<string, RunTensor>, output: string): Promise<RunTensor>
}

/** What the server tells the process that answers a graph; parts of the package come first. */
export type GraphOrder =
  | {
      readonly kind: 'part'
      readonly path: string
      readonly bytes: Uint8Array
      /** Of the whole part. */
      readonly size: number
    }
  | { readonly kind: 'open'; readonly id: number }
  | {
      readonly kind: 'score'
      readonly id: number
      readonly rows: Float64Array
      readonly count: number
      /** Milliseconds since 1970; nothing is begun after it. */
      readonly deadline: number
      /**
       * Rows of each run, the last one filled up, so that the answer to a row depends on that row alone;
       * absent: as many as a turn has time for.
       */
      readonly atOnce?: number
    }
