// How long does scoring take, beside other engines on the same rows? By hand, on Node 24:
//   (cd benchmarks/scoring/onnxruntime && npm ci --ignore-scripts)
//   node --conditions=ratchet-source benchmarks/scoring/compare.ts [--rounds 9] [--python PYTHON]
// With PYTHON the models and peers are those of train_models.py; without, models are untrained and
// onnxruntime-node is the only peer. One thread everywhere, but for the pool.
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { createScorer } from '@ratchet-ml/scoring'
import { createScorerPool, type PoolThread } from '@ratchet-ml/scoring/pool'
import { median } from '../median.ts'
import { type BenchModel, checkOnnx, openModels, openRows } from './bench-models.ts'
import { PythonPeers } from './python-peers.ts'
import { compareInRounds, type Entry, printResults } from './rounds.ts'
import { featureCount } from './synthetic-model.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    folder: { type: 'string', default: '.cache/scoring-benchmark' },
    python: { type: 'string' },
    only: { type: 'string', default: '' },
  },
})
const rounds = Number(values.rounds)
const batchRows = 8000
const onnxRows = 1000
const leastMs = 200

const rows = openRows(values.folder, batchRows)
const floats = Float32Array.from(rows)
const peers =
  values.python === undefined ? undefined : new PythonPeers(values.python, values.folder)
for (const model of await openModels(values.folder)) {
  if (!model.name.includes(values.only)) continue
  const distance = await checkOnnx(model, rows.subarray(0, 100 * featureCount))
  console.log(`\n${model.name}: onnxruntime's margins differ from ours by up to ${distance}`)
  const single = [ownSingle(model), ...onnxSingle(model)]
  printResults(`${model.name}, one row, p50`, await compareInRounds(single, rounds))
  const batch = [ownBatch(model), ...onnxBatch(model), ...pythonBatch(model)]
  printResults(`${model.name}, batch, one thread`, await compareInRounds(batch, rounds))
  const pool = await ownPool(model)
  printResults(`${model.name}, batch, threads`, await compareInRounds(pool.entries, rounds))
  await pool.close()
}
peers?.stop()

/** One row after another, each another one; the median of single calls. */
function ownSingle({ model }: BenchModel): Entry {
  const scorer = createScorer(model.program, model.coefficients, model.contract)
  const into = scorer.allocate(1)
  const row = new Float64Array(featureCount)
  return {
    name: 'ratchet',
    measure: async () =>
      medianOfCalls((i) => {
        for (let j = 0; j < featureCount; j++) row[j] = rows[i * featureCount + j] as number
        scorer.score(row, 1, into)
      }),
  }
}

function medianOfCalls(call: (row: number) => void): number {
  const times = new Float64Array(batchRows)
  for (let i = 0; i < batchRows; i++) {
    const start = process.hrtime.bigint()
    call(i)
    times[i] = Number(process.hrtime.bigint() - start) / 1000
  }
  return median([...times])
}

function onnxSingle({ onnx }: BenchModel): readonly Entry[] {
  if (onnx === undefined) return []
  const measure = async (): Promise<number> => {
    const times: number[] = []
    for (let i = 0; i < 2000; i++) {
      const row = floats.slice(i * featureCount, (i + 1) * featureCount)
      const start = process.hrtime.bigint()
      await onnx.run(row, 1)
      times.push(Number(process.hrtime.bigint() - start) / 1000)
    }
    return median(times)
  }
  return [{ name: 'onnxruntime-node', measure }]
}

function ownBatch({ model }: BenchModel): Entry {
  const scorer = createScorer(model.program, model.coefficients, model.contract)
  const into = scorer.allocate(batchRows)
  return { name: 'ratchet', measure: () => repeat(async () => scorer.score(rows, batchRows, into)) }
}

/** Microseconds a row of passes over the batch. */
async function repeat(pass: () => Promise<void>): Promise<number> {
  const start = performance.now()
  let passes = 0
  for (; performance.now() - start < leastMs; passes++) await pass()
  return ((performance.now() - start) * 1000) / passes / batchRows
}

function onnxBatch({ onnx }: BenchModel): readonly Entry[] {
  if (onnx === undefined) return []
  const part = onnxRows * featureCount
  const pass = async (): Promise<void> => {
    for (let at = 0; at < floats.length; at += part) {
      await onnx.run(floats.subarray(at, at + part), onnxRows)
    }
  }
  return [{ name: 'onnxruntime-node', measure: () => repeat(pass) }]
}

function pythonBatch({ name }: BenchModel): readonly Entry[] {
  if (peers === undefined) return []
  return ['lightgbm', 'xgboost', 'lleaves'].map((peer) => ({
    name: peer,
    measure: () => peers.measure(peer, name, batchRows),
  }))
}

async function ownPool(bench: BenchModel) {
  const pool = await createScorerPool(bench.model, { threads: 1, startThread })
  const shared = pool.allocateRows(batchRows)
  shared.set(rows)
  const into = pool.allocate(batchRows)
  const two = {
    name: 'ratchet, two threads',
    measure: () => repeat(() => pool.score(shared, batchRows, into)),
  }
  const one = { ...ownBatch(bench), name: 'ratchet, one thread' }
  return { entries: [two, one], close: () => pool.close() }
}

function startThread(): PoolThread {
  const worker = new Worker(new URL('pool-thread.ts', import.meta.url))
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on('message', listener),
    onFailure: (listener) => void worker.on('error', listener),
    stop: async () => void (await worker.terminate()),
  }
}
