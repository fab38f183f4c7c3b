// What the server adds to a request when it is half as busy as it can be: the median time of a reply beside
// that of bare node:http at the same rate, which is half the server's peak. At most 0.3 ms. Run by hand:
//   node --conditions=ratchet-source benchmarks/serving/half-load.ts [--rounds 5] [--seconds 4]
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startLoadGenerator, startServer } from './measured-process.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '4' } },
})
const ms = Number(values.seconds) * 1000
const at = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const row = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, 40.5 + i]))
const body = JSON.stringify({ rows: [row] })
const path = '/predict/bench'

const program = fileURLToPath(import.meta.resolve('@ratchet-ml/server/bin/ratchet.mjs'))
const serve = ['serve', `bench=${at('model.txt')}`, '--port', '0', '--json']
const ratchet = await startServer([program, ...serve])
const reply = await (await fetch(ratchet.url + path, { method: 'POST', body })).text()
const bare = await startServer([at('../bare/server.ts'), reply])
const load = startLoadGenerator()
try {
  const order = { path, body, connections: 16, ms }
  await load.run({ ...order, url: ratchet.url })
  const { requests, seconds } = await load.run({ ...order, url: ratchet.url })
  const rate = requests / seconds / 2
  const found: { own: number; bare: number }[] = []
  for (let round = 0; round < Number(values.rounds); round++) {
    const paced = { ...order, connections: 64, rate, deadlineMs: 1000 }
    const own = await load.pace({ ...paced, url: ratchet.url })
    const other = await load.pace({ ...paced, url: bare.url })
    found.push({ own: own.p50Ms, bare: other.p50Ms })
  }
  const added = found.map(({ own, bare }) => own - bare).toSorted((a, b) => a - b)
  const median = added[Math.floor((added.length - 1) / 2)] ?? Number.NaN
  console.log(
    `at ${rate.toFixed(0)} requests/s, half of the peak: p50 added ${median.toFixed(2)} ms`,
  )
  console.log(
    `(${added[0]?.toFixed(2)} to ${added.at(-1)?.toFixed(2)} in ${added.length} interleaved rounds; at most 0.3)`,
  )
} finally {
  load.stop()
  await Promise.all([bare.stop(), ratchet.stop()])
}
