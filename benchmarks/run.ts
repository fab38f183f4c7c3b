// `npm run bench [NAME]`: the benchmarks that need nothing but npm, one after the other. Numbers are only
// worth something on a quiet machine; those that compare interleave what they compare.
import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'

const benchmarks = {
  'serving/one-row': 'one row over HTTP beside bare node:http',
  'serving/hundred-rows': 'a hundred rows in JSON and in binary tensors',
  'serving/half-load': 'what the server adds to a request at half of its peak',
  'serving/swaps': 'versions that change under load, and a model of three million nodes',
  'serving/overload': 'five times as many requests as can be answered',
  'serving/load-unload': 'memory over five hundred loads',
  'serving/stops': 'a hundred stops under load',
  'serving/first-prediction': 'from the start of the server to its first answer',
  'log/writer': 'the prediction log alone',
  'log/one-row': 'one row over HTTP with the prediction log off and on',
  'evaluation/three-million-flights': 'a back-test of three million rows',
  'evaluation/regression-tests': 'a thousand regression cases',
  'evaluation/metrics': 'every metric over a million rows in twenty slices',
  'scoring/load-time': 'new coefficients, and a model of three million nodes',
  'data/snapshot': 'a snapshot of ten million rows, and reading it back by day',
  'training/fit-logistic': 'logistic regression on half a million rows',
} as const

const asked = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const names = Object.keys(benchmarks).filter((name) => asked.length === 0 || asked.includes(name))
if (names.length === 0) {
  throw new Error(`There is no such benchmark; there are ${Object.keys(benchmarks).join(', ')}.`)
}
console.log(`${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}`)
for (const name of names) {
  console.log(`\n== ${name}: ${benchmarks[name as keyof typeof benchmarks]}`)
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url))
  const args = ['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning', file]
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
