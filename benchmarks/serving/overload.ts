// Five times as many requests as can be answered: goodput must stay at 90 % of its peak, refusals must come
// within 10 ms, memory must stay bounded, and nothing may run after its deadline. Where the model is the work:
// one row and eight of 49,200 trees, which are kept in a thread of their own. Where the body is: requests of
// one row, of a hundred (66 kB), of two hundred, and a mix to a model of 200 trees. Run by hand:
//   node --conditions=ratchet-source benchmarks/serving/overload.ts [--seconds 4] [--rounds 3] [--only mix]
// A refusal takes time of the thread that answers too. What it takes at least is measured beside: bare
// node:http that refuses everything by the head. At five times the peak four refusals come to each answer, so
// no server on one thread of node:http has a better share than 1 - 4 x refusal / answer, shown as `at best`.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median } from '../median.ts'
import type { FloodReport } from './flood.ts'
import { startLoadGenerator, startServer } from './measured-process.ts'
import { grown, readModel, versionOf } from './models.ts'
import { ownerOf } from './owner.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '1000' },
    only: { type: 'string' },
  },
})
const ms = Number(values.seconds) * 1000
const rounds = Number(values.rounds)
const deadlineMs = 500
const at = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'ratchet-overload-'))
const program = fileURLToPath(import.meta.resolve('@ratchet-ml/server/bin/ratchet.mjs'))
const serve = [program, 'serve', '--data', folder, '--port', '0', '--json']
const server = await startServer(serve, { cwd: folder })
const refuser = await startServer([at('../bare/refuse.ts')])
const load = startLoadGenerator()
try {
  await serveModels()
  for (const sort of sorts()) {
    if (values.only === undefined || sort.name === values.only) await overload(sort)
  }
} finally {
  load.stop()
  await Promise.all([server.stop(), refuser.stop()])
  rmSync(folder, { recursive: true })
}

interface Sort {
  readonly name: string
  readonly endpoint: string
  readonly bodies: readonly string[]
}

type Flooded = FloodReport & { readonly goodPerCpu: number }

interface Round {
  readonly peak: number
  /** 200s for each second of the server's CPU time: less of that is left on a busy machine. */
  readonly peakPerCpu: number
  readonly once: Flooded
  readonly over: Flooded
  /** Share of the peak that refusals leave at best. */
  readonly best: number
  readonly rssMb: number
}

async function serveModels(): Promise<void> {
  const owner = ownerOf(folder)
  const model = readModel()
  await owner.push('rows', await versionOf(model, 1))
  await owner.push('kept', await grown(model, 246))
  for (const name of ['rows', 'kept']) await owner.promote(name, 1)
}

function sorts(): readonly Sort[] {
  const whole = (count: number) => bodyOf(count, (column) => 40.5 + column)
  const long = bodyOf(100, (column, row) => 40.5 + column + ((row * 7919) % 9973) / 9973)
  return [
    { name: 'model', endpoint: 'kept', bodies: [whole(1)] },
    { name: 'model-eight', endpoint: 'kept', bodies: [whole(8)] },
    { name: 'one', endpoint: 'rows', bodies: [whole(1)] },
    { name: 'hundred', endpoint: 'rows', bodies: [long] },
    { name: 'two-hundred', endpoint: 'rows', bodies: [whole(200)] },
    { name: 'mix', endpoint: 'rows', bodies: [whole(1), long] },
  ]
}

function bodyOf(count: number, numberAt: (column: number, row: number) => number): string {
  const rows = Array.from({ length: count }, (_, row) =>
    Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, numberAt(i, row)])),
  )
  return JSON.stringify({ rows })
}

async function overload(sort: Sort): Promise<void> {
  await roundOf(sort) // warms up
  const found: Round[] = []
  for (let round = 0; round < rounds; round++) found.push(await roundOf(sort))
  report(sort, found)
}

async function roundOf({ endpoint, bodies }: Sort): Promise<Round> {
  const common = { url: server.url, path: `/predict/${endpoint}`, bodies, deadlineMs, ms }
  const headers = `X-Request-Deadline-Ms: ${deadlineMs}\r\n`
  const closed = { ...common, body: bodies, connections: 16 }
  const idle = await server.usage()
  const full = await load.run(closed)
  const peak = (full.requests - full.failures) / full.seconds
  const peakPerCpu = (full.requests * 1e6) / ((await server.usage()).cpuUs - idle.cpuUs)
  const connections = Number(values.connections)
  const flood = async (floodRate: number): Promise<Flooded> => {
    const before = await server.usage()
    const report = await load.flood({ ...common, floodRate, connections, headers })
    const cpuSeconds = ((await server.usage()).cpuUs - before.cpuUs) / 1e6
    return { ...report, goodPerCpu: report.good / cpuSeconds }
  }
  const once = await flood(peak)
  const over = await flood(peak * 5)
  const { rssBytes } = await server.usage()
  const before = await refuser.usage()
  const { url } = refuser
  const refused = await load.flood({ ...common, url, floodRate: peak * 4, connections, ms: ms / 2 })
  const refusalUs = ((await refuser.usage()).cpuUs - before.cpuUs) / refused.sent
  const best = Math.max(0, 1 - (4 * refusalUs * peak) / 1e6)
  return { peak, peakPerCpu, once, over, best, rssMb: rssBytes / 1e6 }
}

function report({ name, bodies }: Sort, found: readonly Round[]): void {
  const of = (value: (round: Round) => number) => median(found.map(value))
  const share = (value: (round: Round) => number) => `${(of(value) * 100).toFixed(0)} %`
  const bytes = bodies.map((body) => `${(body.length / 1000).toFixed(1)} kB`).join(' and ')
  console.log(`${name}, ${bytes}: peak ${of(({ peak }) => peak).toFixed(0)} requests/s`)
  for (const rate of ['once', 'over'] as const) {
    const one = (value: (report: Flooded) => number) => of((round) => value(round[rate]))
    const goodput = share((round) => round[rate].good / round[rate].seconds / round.peak)
    const perCpu = share((round) => round[rate].goodPerCpu / round.peakPerCpu)
    const sent = one((it) => it.sent / it.seconds) / of(({ peak }) => peak)
    console.log(
      `  at ${rate === 'once' ? '1x' : '5x'}: goodput ${goodput} of peak (${perCpu} for the same CPU time), refusals p50 ${one((it) => it.refusedP50Ms).toFixed(1)} p99 ${one((it) => it.refusedP99Ms).toFixed(1)} ms, answers p50 ${one((it) => it.p50Ms).toFixed(1)} p99 ${one((it) => it.p99Ms).toFixed(1)} ms; sent ${sent.toFixed(1)}x on ${values.connections} connections, generator ${share((round) => round[rate].ownShare)} of a core`,
    )
    console.log(`    replies ${JSON.stringify(found.at(-1)?.[rate].byStatus)}`)
  }
  console.log(
    `  at best ${share((round) => round.best)} where all that is beyond the peak is refused on the same thread; wanted: 90 %, refusals under 10 ms; RSS ${Math.max(...found.map(({ rssMb }) => rssMb)).toFixed(0)} MB`,
  )
}
