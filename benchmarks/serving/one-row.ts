// One JSON row of 30 features through a model of 200 trees, over HTTP and with the prediction log on:
// what does a request cost, beside what node:http itself costs? Run by hand on Node 24:
//   node benchmarks/serving/one-row.ts [--rounds 5] [--seconds 4] [--connections 16] [--folder DIR]
// CPU time is the measure; requests per second swing with whatever else the machine does.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median } from '../median.ts'
import { startLoadGenerator, startServer } from './measured-process.ts'
import { body, measureOneRow, type OneRowRound, path } from './one-row-load.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    connections: { type: 'string', default: '16' },
    folder: { type: 'string', default: tmpdir() },
    json: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
const ms = Number(values.seconds) * 1000
const connections = Number(values.connections)

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url))

const folder = mkdtempSync(join(values.folder, 'ratchet-bench-'))
writeFileSync(join(folder, 'ratchet.yaml'), 'ratchet: 1\n')
const program = at('../../packages/server/bin/ratchet.mjs')
const ratchet = await startServer(
  [program, 'serve', `bench=${at('model.txt')}`, '--port', '0', '--json'],
  { cwd: folder },
)
const reply = await (await fetch(ratchet.url + path, { method: 'POST', body })).text()
const bare = await startServer([at('../bare/server.ts'), reply])
const load = startLoadGenerator()
try {
  const servers = { bare, ratchet }
  const measured = { bare: [] as OneRowRound[], ratchet: [] as OneRowRound[] }
  for (const name of ['bare', 'ratchet'] as const) {
    await measureOneRow(servers[name], load, { connections, ms: 1500 })
  }
  for (let round = 0; round < rounds; round++) {
    for (const name of ['bare', 'ratchet'] as const) {
      measured[name].push(await measureOneRow(servers[name], load, { connections, ms }))
    }
  }
  report(measured, reply)
} finally {
  load.stop()
  await Promise.all([bare.stop(), ratchet.stop()])
  rmSync(folder, { recursive: true, force: true })
}

function report(measured: Record<'bare' | 'ratchet', readonly OneRowRound[]>, reply: string): void {
  const of = (name: 'bare' | 'ratchet', key: keyof OneRowRound) =>
    measured[name].map((one) => one[key])
  const ratios = of('ratchet', 'cpuUs').map((cost, i) => cost / (of('bare', 'cpuUs')[i] ?? 1))
  if (values.json) {
    console.log(JSON.stringify({ ratio: median(ratios), ratios, measured }))
    return
  }
  const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`
  console.log(`CPU per request, ratchet / bare node:http: ${median(ratios).toFixed(2)} (${range})`)
  console.log(
    `Node ${process.version}, ${rounds} interleaved rounds of ${ms / 1000} s, c=${connections}, body ${body.length} B, reply ${reply.length} B`,
  )
  console.log('server   CPU us/request (range)   requests/s   p50 us   p99 us   RSS MB')
  for (const name of ['bare', 'ratchet'] as const) {
    const cost = of(name, 'cpuUs')
    const spread = `${median(cost).toFixed(1)} (${Math.min(...cost).toFixed(1)}-${Math.max(...cost).toFixed(1)})`
    const rest = (['rps', 'p50Us', 'p99Us', 'rssMb'] as const).map((key) =>
      median(of(name, key)).toFixed(0),
    )
    const [rps = '', p50 = '', p99 = '', rss = ''] = rest
    console.log(
      `${name.padEnd(8)} ${spread.padEnd(24)} ${rps.padStart(10)} ${p50.padStart(8)} ${p99.padStart(8)} ${rss.padStart(8)}`,
    )
  }
}
