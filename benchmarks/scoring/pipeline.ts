// How long do pipelines take, beside scikit-learn and onnxruntime-node? By hand, on Node 24:
//   pip install -r benchmarks/scoring/requirements-pipeline.txt
//   (cd benchmarks/scoring/onnxruntime && npm ci --ignore-scripts)
//   node --conditions=ratchet-source benchmarks/scoring/pipeline.ts --python PYTHON [--rounds 5] [--only NAME]
// One thread everywhere. Times are of the processor, as others may use the machine, and everything takes turns.
// Batches are tables of 20 columns: scikit-learn has a DataFrame, onnxruntime a tensor for each column, and
// Ratchet typed arrays of numbers and arrays of texts, which it reads by the contract before it scores them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  type Columns,
  createRowReader,
  createScorer,
  importModel,
  type RowReader,
  type Scorer,
} from '@ratchet-ml/scoring'
import { median } from '../median.ts'
import { openOnnxPipeline, type Table } from './onnxruntime/pipeline-session.ts'
import { PythonPeers } from './python-peers.ts'
import { compareInRounds, type Entry, printResults } from './rounds.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    folder: { type: 'string', default: '.cache/pipeline-benchmark' },
    python: { type: 'string', default: 'python3' },
    only: { type: 'string', default: '' },
  },
})
const rounds = Number(values.rounds)
const batches = [1000, 100_000]
const singleRows = 5000
/** Rows of a table that are read and scored together. */
const partRows = 1024
const leastMicroseconds = 300_000

const peers = new PythonPeers(values.python, values.folder, 'pipeline_peers.py')
const { models } = (await peers.ready()) as { readonly models: readonly string[] }
const table = openTable(join(values.folder, 'columns.json'))
for (const name of models.filter((one) => one.includes(values.only))) {
  const scorer = openPipeline(name)
  checkAnswers(name, scorer)
  const onnx = await openOnnxPipeline(join(values.folder, `${name}.onnx`))
  const single = [ownSingle(scorer), ...(onnx === undefined ? [] : [onnxBatch(onnx, 1)])]
  printResults(`${name}, one row`, await compareInRounds([...single, learnBatch(name, 1)], rounds))
  for (const count of batches) {
    const others = [learnBatch(name, count), learnBatch(name, count, 'columns')]
    if (onnx !== undefined) others.push(onnxBatch(onnx, count))
    const entries = [ownTable(scorer, count), ownRows(scorer, count), ...others]
    printResults(`${name}, batch of ${count}`, await compareInRounds(entries, rounds))
  }
}
peers.stop()

function openPipeline(name: string): Scorer {
  const bytes = readFileSync(join(values.folder, `${name}.zip`))
  const { program, coefficients, contract } = importModel(bytes)
  return createScorer(program, coefficients, contract)
}

function openTable(file: string): Table {
  const columns = JSON.parse(readFileSync(file, 'utf8')) as Record<
    string,
    (number | string | null)[]
  >
  return new Map(
    Object.entries(columns).map(([name, column]) => [
      name,
      column.some((value) => typeof value === 'string')
        ? column.map(String)
        : Float64Array.from(column, (value) => (value === null ? Number.NaN : Number(value))),
    ]),
  )
}

/** @throws Error when probabilities are not those that scikit-learn gave the first rows */
function checkAnswers(name: string, scorer: Scorer): void {
  const bytes = readFileSync(join(values.folder, `${name}.f64`))
  const expected = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)
  const count = expected.length / 2
  const into = scorer.allocate(count)
  scorer.score(encode(scorer, count), count, into)
  const far = expected.findIndex(
    (value, i) => !(Math.abs(value - (into.probability?.[i] ?? 2)) < 1e-15),
  )
  if (far >= 0)
    throw new Error(`${name}: row ${far >> 1} has ${into.probability?.[far]}, not ${expected[far]}`)
}

function encode({ contract, featureCount }: Scorer, count: number): Float64Array {
  const rows = new Float64Array(count * featureCount)
  const columns = contract.inputs.map(({ name }) => table.get(name))
  readRows(createRowReader(contract), columns, { first: 0, count, rows })
  return rows
}

function readRows(
  reader: RowReader,
  columns: Columns,
  { first, count, rows }: { first: number; count: number; rows: Float64Array },
): void {
  if (!reader.readTable(columns, first, count, rows, 0)) throw new Error('The table has a fault.')
}

/** A table that is read by the contract and scored, in parts that fit into caches. */
function ownTable(scorer: Scorer, count: number): Entry {
  const reader = createRowReader(scorer.contract)
  const columns = scorer.contract.inputs.map(({ name }) => table.get(name))
  const rows = new Float64Array(partRows * scorer.featureCount)
  const into = scorer.allocate(partRows)
  const pass = async (): Promise<void> => {
    for (let first = 0; first < count; first += partRows) {
      const some = Math.min(partRows, count - first)
      readRows(reader, columns, { first, count: some, rows })
      scorer.score(rows, some, into)
    }
  }
  return { name: 'ratchet, table', measure: () => repeat(pass, count) }
}

/** Rows that were read before, as they come out of a request, a log or a back-test. */
function ownRows(scorer: Scorer, count: number): Entry {
  const rows = encode(scorer, count)
  const into = scorer.allocate(count)
  const pass = async (): Promise<void> => scorer.score(rows, count, into)
  return { name: 'ratchet, encoded rows', measure: () => repeat(pass, count) }
}

/** Objects, one after the other, each read and scored; the median of single calls. */
function ownSingle(scorer: Scorer): Entry {
  const reader = createRowReader(scorer.contract)
  const into = scorer.allocate(1)
  const row = new Float64Array(scorer.featureCount)
  const records = Array.from({ length: singleRows }, (_, i) => recordOf(scorer, i))
  return {
    name: 'ratchet',
    measure: async () => {
      const times = records.map((record) => {
        const start = process.hrtime.bigint()
        reader.read(record, row, 0)
        scorer.score(row, 1, into)
        return Number(process.hrtime.bigint() - start) / 1000
      })
      return median(times)
    },
  }
}

function recordOf({ contract }: Scorer, row: number): object {
  return Object.fromEntries(
    contract.inputs.map(({ name }) => {
      const value = table.get(name)?.[row]
      return [name, Number.isNaN(value) ? null : value]
    }),
  )
}

/** Microseconds of the processor for a row of passes over the batch. */
async function repeat(pass: () => Promise<void>, count: number): Promise<number> {
  let passes = 0
  let spent = 0
  for (const start = process.cpuUsage(); spent < leastMicroseconds; passes++) {
    await pass()
    const { user, system } = process.cpuUsage(start)
    spent = user + system
  }
  return spent / passes / count
}

function learnBatch(model: string, count: number, part?: 'columns'): Entry {
  const name = part === undefined ? 'scikit-learn' : 'scikit-learn, no trees'
  return { name, measure: () => peers.ask({ model, rows: count, ...(part && { part }) }) }
}

function onnxBatch(
  onnx: NonNullable<Awaited<ReturnType<typeof openOnnxPipeline>>>,
  count: number,
): Entry {
  const feeds = onnx.feedsOf(table, count)
  return { name: 'onnxruntime-node', measure: () => repeat(() => onnx.run(feeds), count) }
}
