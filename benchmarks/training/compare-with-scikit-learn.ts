/**
 * Compares a package of `ratchet train logistic` on the flights of January 2001 with the solution
 * that scikit-learn found (examples/flights/training/expected-logistic.json).
 *
 *     npx --no ratchet train logistic --file node_modules/vega-datasets/data/flights-3m.parquet \
 *       --time date --derive 'hour=hour(date)' --derive 'weekday=weekday(date)' \
 *       --derive 'late=delay > 15' --label late --features hour,weekday,distance,origin,destination \
 *       --from 2001-01 --until 2001-02 -o flights-logistic.ratchet
 *     node --conditions=ratchet-source benchmarks/training/compare-with-scikit-learn.ts \
 *       flights-logistic.ratchet
 */
import { readFileSync } from 'node:fs'
import { loadPackage, readStoredZip } from '@ratchet-ml/scoring'

interface Expected {
  readonly intercept: number
  readonly numeric: Readonly<
    Record<string, { readonly mean: number; readonly deviation: number; readonly weight: number }>
  >
  readonly origin: Readonly<Record<string, number>>
  readonly destination: Readonly<Record<string, number>>
}

const [path] = process.argv.slice(2)
if (path === undefined) throw new Error('Give the path of the package.')
const file = new URL('../../examples/flights/training/expected-logistic.json', import.meta.url)
// The script beside the file writes this form.
const expected = JSON.parse(readFileSync(file, 'utf8')) as Expected
const { contract, coefficients, digest } = await loadPackage(
  readStoredZip(new Uint8Array(readFileSync(path))),
)

const weights = numbersOf('linear.weights')
const differences = new Map([
  ['intercept', (numbersOf('linear.bias')[0] ?? Number.NaN) - expected.intercept],
])
const numeric = contract.inputs.filter((field) => field.type !== 'category')
numeric.forEach(({ name }, i) => {
  const wanted = expected.numeric[name]
  differences.set(`mean ${name}`, relative(numbersOf('scale.center')[i], wanted?.mean))
  differences.set(`deviation ${name}`, relative(numbersOf('scale.scale')[i], wanted?.deviation))
  differences.set(`weight ${name}`, (weights[i] ?? Number.NaN) - (wanted?.weight ?? Number.NaN))
})
let at = numeric.length
for (const name of ['origin', 'destination'] as const) {
  const { levels = [] } = contract.inputs.find((field) => field.name === name) ?? {}
  const missing = Object.keys(expected[name]).filter((level) => !levels.includes(level))
  if (missing.length > 0) throw new Error(`The package lacks ${name} ${missing.join(', ')}.`)
  for (const level of levels) {
    differences.set(
      `${name} ${level}`,
      (weights[at] ?? Number.NaN) - (expected[name][level] ?? Number.NaN),
    )
    at += 1
  }
}

const sorted = [...differences].sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
console.log(`package ${digest}: ${sorted.length} numbers compared; the largest differences are`)
for (const [name, difference] of sorted.slice(0, 5)) {
  console.log(`  ${name.padEnd(20)} ${difference.toExponential(2)}`)
}

function numbersOf(name: string): ArrayLike<number> {
  return coefficients.get(name)?.data ?? []
}

function relative(found: number | undefined, wanted: number | undefined): number {
  return ((found ?? Number.NaN) - (wanted ?? Number.NaN)) / (wanted ?? Number.NaN)
}
