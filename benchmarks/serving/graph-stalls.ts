// How long /livez takes while an engine works on one row for about two seconds, and how long an endpoint is
// without its engine when that is killed under load. By hand, after
// `npm ci --ignore-scripts --prefix tools/onnxruntime`:
//   node --conditions=ratchet-source benchmarks/serving/graph-stalls.ts [--kills 5]

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startServer } from './measured-process.ts'
import { pidsOf } from './process-tree.ts'

const { values } = parseArgs({ options: { kills: { type: 'string', default: '5' } } })
const at = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const program = at('../../packages/server/bin/ratchet.mjs')
const folder = mkdtempSync(join(tmpdir(), 'ratchet-bench-'))
const packed = join(folder, 'spin.ratchet')
const graph = at('../../packages/scoring/fixtures/onnx-graph/spin.onnx')
const args = ['import', graph, '--opaque', '-o', packed]
spawnSync(process.execPath, ['--conditions=ratchet-source', program, ...args])
const server = await startServer([program, 'serve', `spin=${packed}`, '--port', '0', '--json'], {
  cwd: folder,
})
try {
  await report()
} finally {
  await server.stop()
  rmSync(folder, { recursive: true })
}

async function ask(turns: number): Promise<number> {
  const body = JSON.stringify({ rows: [{ turns }] })
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(`${server.url}/predict/spin`, { method: 'POST', body, headers })
  await reply.text()
  return reply.status
}

async function report(): Promise<void> {
  const turns = await turnsOfTwoSeconds()
  const begun = performance.now()
  let isBusy = true
  const busy = ask(turns).then((status) => {
    isBusy = false
    return status
  })
  const live: number[] = []
  while (isBusy) {
    const start = performance.now()
    await (await fetch(`${server.url}/livez`)).text()
    live.push(performance.now() - start)
    await wait(10)
  }
  live.sort((a, b) => a - b)
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  const largest = live.at(-1) ?? 0
  const middle = live[live.length >> 1] ?? 0
  console.log(
    `one row of ${seconds} s (${await busy}): /livez ${live.length} times, median ${middle.toFixed(1)} ms, longest ${largest.toFixed(1)} ms`,
  )
  for (let kill = 0; kill < Number(values.kills); kill++) await killUnderLoad()
}

async function turnsOfTwoSeconds(): Promise<number> {
  const some = 10_000
  await ask(some)
  const start = performance.now()
  await ask(some)
  return Math.round((some * 2000) / (performance.now() - start))
}

async function killUnderLoad(): Promise<void> {
  const engine = pidsOf(server.pid).find((pid) => commandOf(pid).includes('graph-engine')) ?? 0
  const seen: { readonly status: number; readonly atMs: number; readonly tookMs: number }[] = []
  let isOver = false
  const callers = Array.from({ length: 4 }, async () => {
    while (!isOver) {
      const start = performance.now()
      const status = await ask(100)
      seen.push({ status, atMs: performance.now(), tookMs: performance.now() - start })
      if (status !== 200) await wait(5)
    }
  })
  await wait(500)
  const killedAt = performance.now()
  process.kill(engine, 'SIGKILL')
  while (!seen.some(({ status, atMs }) => status !== 200 && atMs > killedAt)) await wait(5)
  while (seen.at(-1)?.status !== 200) await wait(5)
  const backAt = performance.now()
  await wait(300)
  isOver = true
  await Promise.all(callers)
  const failed = seen.filter(({ status }) => status !== 200)
  const longest = Math.max(...failed.map(({ tookMs }) => tookMs))
  const kinds = [...new Set(failed.map(({ status }) => status))].join(', ')
  console.log(
    `killed: ${failed.length} of ${seen.length} requests answered ${kinds}, the slowest in ${longest.toFixed(0)} ms; 200 again after ${(backAt - killedAt).toFixed(0)} ms`,
  )
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return '' // it has ended meanwhile
  }
}
