// `npm run test:kernels [-- PATTERN]`: every model of the fixtures, or of the files that a pattern names,
// on 10,000 rows, boundary rows among them, scored by the kernels in batches and one by one, and by the
// interpreter: all margins bit for bit. Run before a release and after a change of the kernels.
import { globSync, readFileSync } from 'node:fs'
import { createScorer, importModel, interpret, makeVerificationRows } from '@ratchet-ml/scoring'

const fixtures = ['*/models/*.{txt,ubj}', 'xgboost/models/*.json']
const rowCount = 10_000
const batches = [1, 7, 16, 27, 40, 64, 75, 90, 100, 1000, rowCount]

let models = 0
let rowsCompared = 0
let different = 0
const patterns = fixtures.map((pattern) => `packages/scoring/fixtures/${pattern}`)
for (const file of globSync(process.argv[2] ?? patterns).sort()) {
  const found = compareModel(new Uint8Array(readFileSync(file)))
  models++
  different += found
  if (found > 0) process.stdout.write(`${file}: ${found} margins differ\n`)
}
process.stdout.write(`${models} models, ${rowsCompared} rows: ${different} margins differ\n`)
process.exitCode = different === 0 && models > 0 ? 0 : 1

function compareModel(bytes: Uint8Array): number {
  const { program, coefficients, contract } = importModel(bytes)
  const sizes = { seed: 1, count: rowCount }
  const { rows } = makeVerificationRows(program, coefficients, contract, sizes)
  const scorer = createScorer(program, coefficients, contract)
  const expected = interpretAll()
  rowsCompared += rows.length / scorer.featureCount
  return batches.reduce((sum, batch) => sum + countOther(scoreAll(batch), expected), 0)

  function interpretAll(): Float64Array {
    const width = scorer.featureCount
    const name = program.outputs['raw'] ?? ''
    const all = Array.from({ length: rows.length / width }, (_, row) =>
      interpret(program, coefficients, rows.subarray(row * width, (row + 1) * width)).get(name),
    )
    return Float64Array.from(all.flatMap((margins) => [...(margins ?? [])]))
  }

  function scoreAll(batch: number): Float64Array {
    const width = scorer.featureCount
    const count = rows.length / width
    const into = scorer.allocate(batch)
    const all = new Float64Array(count * into.rawWidth)
    for (let first = 0; first < count; first += batch) {
      const some = Math.min(batch, count - first)
      scorer.score(rows.subarray(first * width), some, into)
      all.set(into.raw.subarray(0, some * into.rawWidth), first * into.rawWidth)
    }
    return all
  }
}

/** Numbers with other bits; all NaN are one. */
function countOther(found: Float64Array, expected: Float64Array): number {
  if (found.length !== expected.length) return expected.length
  return found.reduce((sum, x, i) => sum + (Object.is(x, expected[i]) ? 0 : 1), 0)
}
