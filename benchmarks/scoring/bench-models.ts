import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createScorer, type Imported, importModel } from '@ratchet-ml/scoring'
import { toOnnx } from './onnx-model.ts'
import { type OnnxSession, openOnnx } from './onnxruntime/session.ts'
import { featureCount, syntheticModel, syntheticRows } from './synthetic-model.ts'

/** Trees and leaves of the models. */
const sizes = [
  [100, 31],
  [500, 31],
  [1000, 63],
] as const

export interface BenchModel {
  readonly name: string
  readonly model: Imported
  /** Absent where onnxruntime-node is not installed. */
  readonly onnx: OnnxSession | undefined
}

/** The models that train_models.py left in a folder, or untrained ones of the same sizes. */
export async function openModels(folder: string): Promise<readonly BenchModel[]> {
  const models: BenchModel[] = []
  for (const [trees, leaves] of sizes) {
    const name = `${trees}x${leaves}`
    const file = join(folder, `${name}.txt`)
    const text = existsSync(file) ? readFileSync(file) : syntheticModel(trees, leaves)
    const model = importModel(typeof text === 'string' ? new TextEncoder().encode(text) : text)
    models.push({ name, model, onnx: await openOnnx(toOnnx(model, featureCount), featureCount) })
  }
  return models
}

/** The first rows that were made with the models. */
export function openRows(folder: string, count: number): Float64Array {
  const file = join(folder, 'rows.f64')
  if (!existsSync(file)) return syntheticRows(count)
  const bytes = readFileSync(file).subarray(0, 8 * featureCount * count)
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}

/** The largest difference between onnxruntime's margins, which are floats, and ours. */
export async function checkOnnx({ model, onnx }: BenchModel, rows: Float64Array): Promise<number> {
  const count = rows.length / featureCount
  const scorer = createScorer(model.program, model.coefficients, model.contract)
  const into = scorer.allocate(count)
  scorer.score(rows, count, into)
  const margins = await onnx?.run(Float32Array.from(rows), count)
  const distances = Array.from(margins ?? [], (margin, i) => Math.abs(margin - (into.raw[i] ?? 0)))
  return distances.reduce((a, b) => Math.max(a, b), 0)
}
