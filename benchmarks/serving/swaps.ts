// Versions that change under load: 1,000 promotions, each of a version that has to be loaded, while requests
// come at a steady rate; and the push and the load of a model of three million nodes. Nothing may fail, and
// the event loop may stand still for at most 5 ms because of it: what stands still without a swap is shown too. Run by hand on Node 24:
//   node --conditions=ratchet-source benchmarks/serving/swaps.ts [--swaps 1000] [--pairs 20] [--rate 2000]

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median } from '../median.ts'
import { startLoadGenerator, startServer, type Usage } from './measured-process.ts'
import { grown, readModel, versionOf } from './models.ts'
import { type Owner, ownerOf } from './owner.ts'
import type { PacedReport } from './paced-load.ts'

const { values } = parseArgs({
  options: {
    swaps: { type: 'string', default: '1000' },
    pairs: { type: 'string', default: '20' },
    rate: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '3' },
    times: { type: 'string', default: '246' },
  },
})
const [swaps, pairs, rate] = [values.swaps, values.pairs, values.rate].map(Number) as [
  number,
  number,
  number,
]
const ms = Number(values.seconds) * 1000
const row = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, 40.5 + i]))
const body = JSON.stringify({ rows: [row] })

const folder = mkdtempSync(join(tmpdir(), 'ratchet-swaps-'))
const model = readModel()
const program = fileURLToPath(import.meta.resolve('@ratchet-ml/server/bin/ratchet.mjs'))
const first = `bench=${fileURLToPath(new URL('model.txt', import.meta.url))}`
const serve = [program, 'serve', first, '--data', folder, '--port', '0', '--json']
const server = await startServer(serve, { reporter: 'report-stalls.ts', cwd: folder })
const load = startLoadGenerator()
const owner = ownerOf(folder)
try {
  for (const factor of [0.9, 1.1]) await owner.push('bench', await versionOf(model, factor))
  const order = { url: server.url, path: '/predict/bench', body, rate, connections: 64, ms }
  const pace = () => load.pace({ ...order, deadlineMs: 1000 })
  await pace()
  await swapQuietly(owner)
  await comparePairs(pace, owner)
  await loadBigModel(pace, owner)
} finally {
  load.stop()
  await server.stop()
  rmSync(folder, { recursive: true })
}

/** Without requests: what the swap itself holds the event loop up. */
async function swapQuietly(owner: Owner): Promise<void> {
  const stalls: Usage[] = []
  for (let i = 0; i < 30; i++) {
    await server.usage()
    await owner.promote('bench', ((i + 1) % 3) + 1)
    stalls.push(await server.usage())
  }
  console.log(`a swap alone, of 30, ${shown(stalls)}`)
}

/** The longest stalls of some windows. */
function shown(windows: readonly Usage[]): string {
  const of = (key: 'stallMs' | 'stallOwnMs' | 'stallWorkMs' | 'stallCpuMs') => {
    const values = windows.map((one) => one[key] ?? 0)
    const most = `${Math.max(...values).toFixed(1)} ms`
    return values.length === 1 ? most : `median ${median(values).toFixed(1)}, most ${most}`
  }
  return `longest stall of our own: ${of('stallOwnMs')} (at most 5), without the collector ${of('stallWorkMs')}, CPU ${of('stallCpuMs')}; with what the machine adds ${of('stallMs')}`
}

async function comparePairs(pace: () => Promise<PacedReport>, owner: Owner): Promise<void> {
  const found: { steady: PacedReport; swapping: PacedReport; calm: Usage; busy: Usage }[] = []
  let version = 1 // 30 quiet swaps end where they began
  for (let pair = 0; pair < pairs; pair++) {
    await server.usage()
    const steady = await pace()
    const calm = await server.usage()
    const running = pace()
    const until = performance.now() + ms
    for (let i = 0; i < swaps / pairs; i++) {
      version = (version % 3) + 1
      await owner.promote('bench', version)
      // Spread over the window, as far as loading leaves time for it.
      const rest = (until - performance.now()) / (swaps / pairs - i)
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, rest / 2)))
    }
    const swapping = await running
    found.push({ steady, swapping, calm, busy: await server.usage() })
  }
  const all = found.flatMap(({ steady, swapping }) => [steady, swapping])
  const failed = all.flatMap(({ byStatus }) =>
    Object.entries(byStatus).map(([status, count]) => (status === '200' ? 0 : count)),
  )
  const ratios = found.map(({ steady, swapping }) => swapping.p99Ms / steady.p99Ms)
  const offered = all.reduce((sum, one) => sum + one.offered, 0)
  console.log(`${swaps} swaps in ${pairs} pairs of ${ms / 1000} s at ${rate} requests/s`)
  console.log(`failed requests: ${failed.reduce((a, b) => a + b, 0)} of ${offered} (at most 0)`)
  console.log(`p99 swapping / steady, median of the pairs: ${median(ratios).toFixed(2)}`)
  console.log(
    `  p99 steady ${median(found.map((one) => one.steady.p99Ms)).toFixed(2)} ms, swapping ${median(found.map((one) => one.swapping.p99Ms)).toFixed(2)} ms`,
  )
  console.log(`steady, ${shown(found.map(({ calm }) => calm))}`)
  console.log(`swapping, ${shown(found.map(({ busy }) => busy))}`)
}

async function loadBigModel(pace: () => Promise<PacedReport>, owner: Owner): Promise<void> {
  const times = Number(values.times)
  const archive = await grown(model, times)
  console.log(
    `big model: ${12_200 * times} nodes, package of ${(archive.length / 1e6).toFixed(0)} MB`,
  )
  for (const step of ['push', 'load'] as const) {
    await server.usage()
    const start = performance.now()
    const running = pace()
    if (step === 'push') await owner.push('big', archive)
    else await owner.promote('big', 1)
    const tookMs = performance.now() - start
    const usage = await server.usage()
    const { byStatus, p99Ms } = await running
    console.log(`${step} of the big model in ${tookMs.toFixed(0)} ms, ${shown([usage])}`)
    console.log(
      `  p99 of the others ${p99Ms.toFixed(1)} ms, ${JSON.stringify(byStatus)}; RSS ${(usage.rssBytes / 1e6).toFixed(0)} MB`,
    )
  }
  const reply = await fetch(`${server.url}/predict/big`, { method: 'POST', body })
  if (!reply.ok) throw new Error(`The big model answered ${reply.status}.`)
}
