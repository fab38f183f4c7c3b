// A convolutional net that onnxruntime answers: over HTTP from a process of its own, beside onnxruntime-node
// in a plain node:http server of one thread. By hand, after `npm ci --ignore-scripts --prefix tools/onnxruntime`:
//   node --conditions=ratchet-source benchmarks/serving/graphs.ts [--rounds 5] [--seconds 2] [--connections 4]
// CPU time is of all processes of a server. Some rounds are asked by one caller alone, which shows latency.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median } from '../median.ts'
import { type MeasuredServer, startLoadGenerator, startServer } from './measured-process.ts'
import { cpuSecondsOf, rssOf } from './process-tree.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    connections: { type: 'string', default: '4' },
  },
})
const rounds = Number(values.rounds)
const ms = Number(values.seconds) * 1000

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const graph = at('../../packages/scoring/fixtures/onnx-graph/cnn.onnx')
const program = at('../../packages/server/bin/ratchet.mjs')
const folder = mkdtempSync(join(tmpdir(), 'ratchet-bench-'))
const path = '/predict/cnn'

const packed = join(folder, 'cnn.ratchet')
const args = ['import', graph, '--opaque', '--task', 'classification', '-o', packed]
spawnSync(process.execPath, ['--conditions=ratchet-source', program, ...args])
const servers = {
  plain: await startServer([at('plain-graph-server.ts'), graph]),
  ratchet: await startServer([program, 'serve', `cnn=${packed}`, '--port', '0', '--json'], {
    cwd: folder,
  }),
}
const load = startLoadGenerator()
try {
  for (const rows of [1, 100]) {
    for (const connections of [1, Number(values.connections)]) await compare(rows, connections)
  }
  for (const [name, { pid }] of Object.entries(servers)) {
    console.log(`${name.padEnd(8)} ${(rssOf(pid) / 1e6).toFixed(0)} MB resident`)
  }
} finally {
  load.stop()
  await Promise.all([servers.plain.stop(), servers.ratchet.stop()])
  rmSync(folder, { recursive: true })
}

interface Round {
  readonly cpuUs: number
  readonly p50Us: number
  readonly p99Us: number
  readonly rps: number
}

async function compare(rows: number, connections: number): Promise<void> {
  const body = bodyOf(rows)
  const found = { plain: [] as Round[], ratchet: [] as Round[] }
  for (let round = -1; round < rounds; round++) {
    for (const name of ['plain', 'ratchet'] as const) {
      const one = await measure(servers[name], body, connections)
      if (round >= 0) found[name].push(one) // the first warms up
    }
  }
  console.log(`${rows} row${rows === 1 ? '' : 's'} a request, ${connections} at once`)
  for (const name of ['plain', 'ratchet'] as const) {
    const of = (key: keyof Round) => median(found[name].map((one) => one[key])).toFixed(0)
    console.log(
      `  ${name.padEnd(8)} ${of('cpuUs').padStart(6)} CPU us/request, p50 ${of('p50Us').padStart(6)} us, p99 ${of('p99Us').padStart(6)} us, ${of('rps').padStart(6)} requests/s`,
    )
  }
}

async function measure(server: MeasuredServer, body: string, connections: number): Promise<Round> {
  const before = cpuSecondsOf(server.pid)
  const done = await load.run({ url: server.url, path, body, connections, ms })
  if (done.failures > 0) throw new Error(`${done.failures} of ${done.requests} replies are no 200.`)
  return {
    cpuUs: ((cpuSecondsOf(server.pid) - before) * 1e6) / done.requests,
    p50Us: done.p50Us,
    p99Us: done.p99Us,
    rps: done.requests / done.seconds,
  }
}

function bodyOf(rows: number): string {
  const image = (row: number) => [
    Array.from({ length: 8 }, (_, i) =>
      Array.from({ length: 8 }, (_, j) => (row + i * 8 + j) / 64),
    ),
  ]
  return JSON.stringify({ rows: Array.from({ length: rows }, (_, row) => ({ image: image(row) })) })
}
