// Five times as many requests as can be answered: goodput must stay at 90 % of its peak, refusals must come
// within 10 ms, memory must stay bounded, and nothing may run after its deadline. Two sorts of requests: rows
// enough to keep the serving thread for milliseconds, and rows of a model that is kept in a thread of its own. Run by hand on Node 24:
//   node --conditions=ratchet-source benchmarks/serving/overload.ts [--seconds 5] [--rounds 3]

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median } from '../median.ts'
import { startLoadGenerator, startServer } from './measured-process.ts'
import { grown, readModel, versionOf } from './models.ts'
import { ownerOf } from './owner.ts'
import type { PacedReport } from './paced-load.ts'

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '5' }, rounds: { type: 'string', default: '3' } },
})
const ms = Number(values.seconds) * 1000
const deadlineMs = 500
const row = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, 40.5 + i]))
const folder = mkdtempSync(join(tmpdir(), 'ratchet-overload-'))
const model = readModel()
const program = fileURLToPath(import.meta.resolve('@ratchet-ml/server/bin/ratchet.mjs'))
const server = await startServer([program, 'serve', '--data', folder, '--port', '0', '--json'], {
  cwd: folder,
})
const load = startLoadGenerator()
const owner = ownerOf(folder)
try {
  await owner.push('rows', await versionOf(model, 1))
  await owner.push('kept', await grown(model, 246))
  for (const name of ['rows', 'kept']) await owner.promote(name, 1)
  const many = (length: number) => Array.from({ length }, () => row)
  const sorts = { rows: many(200), kept: many(8) }
  for (const [name, rows] of Object.entries(sorts)) await overload(name, JSON.stringify({ rows }))
} finally {
  load.stop()
  await server.stop()
  rmSync(folder, { recursive: true })
}

async function overload(name: string, body: string): Promise<void> {
  const path = `/predict/${name}`
  const order = { url: server.url, path, body }
  const closed = () => load.run({ ...order, connections: 4, ms })
  const paced = (rate: number) =>
    load.pace({
      ...{ ...order, rate, connections: 400, ms, deadlineMs },
      headers: `X-Request-Deadline-Ms: ${deadlineMs}\r\n`,
    })
  await closed()
  const rounds: { peak: number; over: PacedReport }[] = []
  let rss = 0
  for (let round = 0; round < Number(values.rounds); round++) {
    const { requests, failures, seconds } = await closed()
    const peak = (requests - failures) / seconds
    const over = await paced(peak * 5)
    rounds.push({ peak, over })
    rss = Math.max(rss, (await server.usage()).rssBytes / 1e6)
  }
  const shares = rounds.map(({ peak, over }) => over.good / over.seconds / peak)
  const refusals = rounds.map(({ over }) => over.refusedP99Ms)
  const last = rounds.at(-1)
  console.log(`${name}: peak ${median(rounds.map((one) => one.peak)).toFixed(0)} requests/s`)
  console.log(
    `  at 5x: goodput ${(median(shares) * 100).toFixed(0)} % of peak (at least 90), refusals p50 ${median(rounds.map(({ over }) => over.refusedP50Ms)).toFixed(1)} ms, p99 ${median(refusals).toFixed(1)} ms (under 10), RSS ${rss.toFixed(0)} MB`,
  )
  console.log(
    `  replies ${JSON.stringify(last?.over.byStatus)}, 200s p50 ${last?.over.p50Ms.toFixed(0)} p99 ${last?.over.p99Ms.toFixed(0)} ms of ${deadlineMs}`,
  )
  console.log(`  a refusal: ${last?.over.samples[0]?.split('\r\n\r\n')[1]?.slice(0, 300)}`)
}
