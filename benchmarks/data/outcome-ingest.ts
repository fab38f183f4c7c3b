// Outcomes into a running server: a file of NDJSON and one of Parquet by the command line over the owner's
// socket, and NDJSON bodies over HTTP. Prints outcomes a second (at least 50,000) and the longest that the
// serving thread stood still meanwhile (at most 5 ms), by the clock and by its own CPU time: on a busy machine
// others make it late too. Run by hand on Node 24:
//   node --conditions=ratchet-source benchmarks/data/outcome-ingest.ts [--outcomes 1000000] [--rate 500]
import { spawn } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { startLoadGenerator, startServer } from '../serving/measured-process.ts'

const { values } = parseArgs({
  options: {
    outcomes: { type: 'string', default: '1000000' },
    /** Predictions a second that are asked for meanwhile. */
    rate: { type: 'string', default: '500' },
  },
})
const count = Number(values.outcomes)
const rate = Number(values.rate)
const begin = Date.now() - 30 * 86_400_000
const folder = mkdtempSync(join(tmpdir(), 'ratchet-outcomes-'))
const program = fileURLToPath(import.meta.resolve('@ratchet-ml/server/bin/ratchet.mjs'))
const model = fileURLToPath(new URL('../serving/model.txt', import.meta.url))
const data = join(folder, 'data')
const serve = [program, 'serve', `bench=${model}`, '--data', data, '--port', '0', '--json']

const [lines, table] = [join(folder, 'outcomes.ndjson'), join(folder, 'outcomes.parquet')]
await writeLines(lines)
writeTable(table)
const server = await startServer(serve, { reporter: 'report-stalls.ts', cwd: folder })
const load = startLoadGenerator()
try {
  await overHttp(1) // starts the thread
  await measure('nothing', async () => void (await new Promise((go) => setTimeout(go, 3000))))
  await measure('NDJSON by the command', () => add(lines))
  await measure('Parquet by the command', () => add(table))
  await measure('NDJSON over HTTP', () => overHttp(count))
} finally {
  load.stop()
  await server.stop()
  rmSync(folder, { recursive: true })
}

async function measure(what: string, act: () => Promise<void>): Promise<void> {
  const row = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, 40.5 + i]))
  const order = { url: server.url, path: '/predict/bench', body: JSON.stringify({ rows: [row] }) }
  let isOver = false
  const loads = (async () => {
    const p99: number[] = []
    while (!isOver) {
      const paced = { ...order, rate, connections: 8, ms: 1000, deadlineMs: 1000 }
      p99.push((await load.pace(paced)).p99Ms)
    }
    return Math.max(...p99)
  })()
  const before = await server.usage()
  const start = performance.now()
  await act()
  const seconds = (performance.now() - start) / 1000
  const { cpuUs, stallMs = 0, stallCpuMs = 0, rssBytes } = await server.usage()
  isOver = true
  const cpu = (cpuUs - before.cpuUs) / 1e6 / seconds
  console.log(
    `${what}: ${Math.round(count / seconds).toLocaleString('en-US')} outcomes/s; longest stall ${stallMs.toFixed(1)} ms by the clock, ${stallCpuMs.toFixed(1)} ms CPU; ${cpu.toFixed(2)} cores, RSS ${(rssBytes / 1e6).toFixed(0)} MB; worst p99 of predictions ${(await loads).toFixed(1)} ms`,
  )
}

function add(file: string): Promise<void> {
  const flags = ['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning']
  const args = [...flags, program, 'outcome', 'add', file, '--data', data]
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`exit code ${code}`))))
  })
}

/** Bodies of 20,000 outcomes, two at a time. */
async function overHttp(outcomes: number): Promise<void> {
  const headers = { 'content-type': 'application/x-ndjson' }
  let next = 0
  const send = async () => {
    while (next < outcomes) {
      const [from, to] = [next, Math.min(next + 20_000, outcomes)]
      next = to
      const body = Array.from({ length: to - from }, (_, i) => lineOf(from + i)).join('')
      const reply = await fetch(`${server.url}/outcomes`, { method: 'POST', headers, body })
      const { accepted } = (await reply.json()) as { accepted?: number }
      if (accepted !== to - from) throw new Error(`${accepted} of ${to - from} accepted`)
    }
  }
  await Promise.all([send(), send()])
}

function idOf(i: number): string {
  return `01a1ff98-${String(i % 10_000).padStart(4, '0')}-72fd-938b-${String(i).padStart(12, '0')}.0`
}

function timeOf(i: number): number {
  return begin + ((i * 7919) % count) * 10
}

function lineOf(i: number): string {
  const eventTime = new Date(timeOf(i)).toISOString()
  const value = i % 3 === 0 ? i / 7 : i % 3 === 1
  return `${JSON.stringify({ predictionId: idOf(i), name: 'label', value, eventTime })}\n`
}

async function writeLines(path: string): Promise<void> {
  const stream = createWriteStream(path)
  for (let from = 0; from < count; from += 10_000) {
    const length = Math.min(10_000, count - from)
    const text = Array.from({ length }, (_, i) => lineOf(from + i)).join('')
    if (!stream.write(text)) await new Promise((go) => stream.once('drain', () => go(undefined)))
  }
  await new Promise<void>((done) => stream.end(() => done()))
}

function writeTable(path: string): void {
  const all = Array.from({ length: count }, (_, i) => i)
  const columnData = [
    { name: 'predictionId', data: all.map(idOf), type: 'STRING' as const },
    { name: 'value', data: all.map((i) => i / 7), type: 'DOUBLE' as const },
    { name: 'eventTime', data: all.map((i) => new Date(timeOf(i))), type: 'TIMESTAMP' as const },
  ]
  writeFileSync(path, new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 100_000 })))
}
