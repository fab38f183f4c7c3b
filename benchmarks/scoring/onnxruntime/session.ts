/** The peer from npm, in a package of its own so that the product does not depend on it. */
export interface OnnxSession {
  /** Margins of rows, row-major floats. */
  run(rows: Float32Array, count: number): Promise<Float32Array>
}

/** What is used of onnxruntime-node, which need not be there when this is compiled. */
interface OnnxRuntime {
  readonly InferenceSession: {
    create(bytes: Uint8Array, options: object): Promise<{ run(feeds: object): Promise<Outputs> }>
  }
  readonly Tensor: new (
    type: 'float32' | 'string',
    data: Float32Array | readonly string[],
    shape: readonly number[],
  ) => object
}

type Outputs = Record<'margin', { readonly data: Float32Array }>

/** A session on one thread; `undefined` where onnxruntime-node is not installed. */
export async function openOnnx(
  bytes: Uint8Array,
  features: number,
): Promise<OnnxSession | undefined> {
  const runtime = await loadRuntime()
  if (runtime === undefined) return undefined
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' }
  const session = await runtime.InferenceSession.create(bytes, options)
  return {
    run: async (rows, count) => {
      const x = new runtime.Tensor('float32', rows, [count, features])
      return (await session.run({ x })).margin.data
    },
  }
}

/** `undefined` where onnxruntime-node is not installed. */
export async function loadRuntime(): Promise<OnnxRuntime | undefined> {
  const name: string = 'onnxruntime-node'
  try {
    const loaded = (await import(name)) as OnnxRuntime & { readonly default?: OnnxRuntime }
    return loaded.default ?? loaded
  } catch {
    return undefined
  }
}
