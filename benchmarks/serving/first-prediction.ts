// From the start of the server alone to its first answer over HTTP: a model file of 200 trees, nothing
// kept. Run by hand on Node 24:
//   node --conditions=ratchet-source benchmarks/serving/first-prediction.ts [--rounds 9]
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startServer } from './measured-process.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } })
const program = fileURLToPath(import.meta.resolve('@ratchet-ml/server/bin/ratchet.mjs'))
const model = fileURLToPath(new URL('model.txt', import.meta.url))
const row = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, 40.5 + i]))
const body = JSON.stringify({ rows: [row] })

const times: number[] = []
for (let round = 0; round < Number(values.rounds); round++) {
  const start = performance.now()
  const server = await startServer([program, 'serve', `bench=${model}`, '--port', '0', '--json'])
  const reply = await fetch(`${server.url}/predict/bench`, { method: 'POST', body })
  times.push(performance.now() - start)
  await server.stop()
  if (!reply.ok) throw new Error(`The first prediction was answered with ${reply.status}.`)
}
const [least, median, most] = [0, 0.5, 1].map(
  (share) => times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * share)] ?? Number.NaN,
)
console.log(`first prediction after ${median?.toFixed(0)} ms, median of ${times.length}`)
console.log(`(${least?.toFixed(0)} to ${most?.toFixed(0)} ms; at most 1000), from the sources`)
