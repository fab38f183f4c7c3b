import type { GraphElement } from '@ratchet-ml/scoring'
import type {
  GraphRuntime,
  GraphSession,
  RunTensor,
  TensorNumbers,
} from '../../serving/engines/graph/types.ts'
import { findLibrary } from './find-library.ts'

export interface RuntimeOptions {
  /** Where the library may be installed too. */
  readonly workingFolder: string
  /** Threads of one run. */
  readonly threads: number
}

/** What is used of onnxruntime-node, which need not be there when this is compiled. */
interface Library {
  readonly InferenceSession: {
    create(bytes: Uint8Array, options: object): Promise<Session>
  }
  readonly Tensor: new (type: string, data: TensorNumbers, dims: readonly number[]) => Tensor
}

interface Session {
  run(feeds: Readonly<Record<string, Tensor>>, fetches: readonly string[]): Promise<Outputs>
}

type Outputs = Readonly<Record<string, Tensor>>

interface Tensor {
  readonly type: string
  readonly data: TensorNumbers
  readonly dims: readonly number[]
}

/** What the library calls the types that ONNX calls otherwise. */
const names: Partial<Record<GraphElement, string>> = { float: 'float32', double: 'float64' }
/** What goes wrong is thrown too, without the library's own lines. */
const fatalOnly = 4

/**
 * onnxruntime on the processor. A run blocks the thread that asks, so this belongs into a process of its
 * own.
 *
 * @throws Problem `engine-absent` where it is not installed
 */
export async function openOnnxRuntime(options: RuntimeOptions): Promise<GraphRuntime> {
  const { require, version } = findLibrary(options.workingFolder)
  // What the package gives, as far as it is used.
  const library = require('onnxruntime-node') as Library
  const settings = {
    ...{ intraOpNumThreads: options.threads, interOpNumThreads: 1 },
    ...{ executionProviders: ['cpu'], logSeverityLevel: fatalOnly },
  }
  return {
    name: `onnxruntime ${version}`,
    open: async (graph) => {
      const session = await library.InferenceSession.create(graph, settings)
      return sessionOf(library, session)
    },
  }
}

function sessionOf(library: Library, session: Session): GraphSession {
  return {
    run: async (inputs, output) => {
      const feeds = Object.fromEntries(
        [...inputs].map(([name, { element, dims, data }]) => [
          name,
          new library.Tensor(names[element] ?? element, data, dims),
        ]),
      )
      const found = (await session.run(feeds, [output]))[output]
      if (found === undefined) throw new RangeError(`The graph gave no output ${output}.`)
      return toRunTensor(found)
    },
  }
}

function toRunTensor({ type, data, dims }: Tensor): RunTensor {
  const renamed = Object.entries(names).find(([, name]) => name === type)?.[0]
  // The tensor codec holds it against what the graph declares.
  return { element: (renamed ?? type) as GraphElement, dims, data }
}
