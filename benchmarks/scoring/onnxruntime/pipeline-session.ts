import { existsSync, readFileSync } from 'node:fs'
import { loadRuntime } from './session.ts'

/** Columns by name: numbers, or texts. */
export type Table = ReadonlyMap<string, Float64Array | readonly string[]>

/** A pipeline that skl2onnx has converted: one input for each column. */
export interface OnnxPipeline {
  /** The first rows of a table as the session takes them: floats, and texts. */
  feedsOf(table: Table, count: number): object
  run(feeds: object): Promise<void>
}

/** A session on one thread; `undefined` without onnxruntime-node, or what skl2onnx could not convert. */
export async function openOnnxPipeline(file: string): Promise<OnnxPipeline | undefined> {
  const runtime = await loadRuntime()
  if (runtime === undefined || !existsSync(file)) return undefined
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' }
  const session = await runtime.InferenceSession.create(readFileSync(file), options)
  return {
    feedsOf: (table, count) =>
      Object.fromEntries(
        Array.from(table, ([name, column]) => {
          const some = column.slice(0, count)
          return some instanceof Float64Array
            ? [name, new runtime.Tensor('float32', Float32Array.from(some), [count, 1])]
            : [name, new runtime.Tensor('string', some, [count, 1])]
        }),
      ),
    run: async (feeds) => void (await session.run(feeds)),
  }
}
