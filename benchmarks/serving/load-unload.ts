// Versions loaded and unloaded over and over: resident memory may grow by at most 5 % after the 50th cycle.
// Each promotion loads a version that is not in memory and lets the last but one go. Run by hand on Node 24:
//   node --conditions=ratchet-source benchmarks/serving/load-unload.ts [--cycles 500] [--times 1]

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median } from '../median.ts'
import { startLoadGenerator, startServer } from './measured-process.ts'
import { grown, readModel, versionOf } from './models.ts'
import { ownerOf } from './owner.ts'

const { values } = parseArgs({
  options: { cycles: { type: 'string', default: '500' }, times: { type: 'string', default: '1' } },
})
const cycles = Number(values.cycles)
const times = Number(values.times)
const folder = mkdtempSync(join(tmpdir(), 'ratchet-cycles-'))
const model = readModel()
const program = fileURLToPath(import.meta.resolve('@ratchet-ml/server/bin/ratchet.mjs'))
const server = await startServer([program, 'serve', '--data', folder, '--port', '0', '--json'], {
  cwd: folder,
})
const owner = ownerOf(folder)
try {
  for (const add of [0, 1, 2]) {
    const archive =
      times === 1 ? await versionOf(model, 1 + add / 10) : await grown(model, times + add)
    await owner.push('bench', archive)
  }
  await owner.promote('bench', 3)
  // Requests first: the engine gives young objects more room until they have 32 MB, swaps or not, and is to
  // have done so before anything is compared.
  const load = startLoadGenerator()
  const row = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, 40.5 + i]))
  const body = JSON.stringify({ rows: [row] })
  await load.run({ url: server.url, path: '/predict/bench', body, connections: 64, ms: 10_000 })
  load.stop()
  const rss: number[] = []
  for (let cycle = 0; cycle < cycles; cycle++) {
    await owner.promote('bench', (cycle % 3) + 1)
    rss.push((await server.usage()).rssBytes / 1e6)
  }
  const curve = rss.filter((_, cycle) => cycle % 50 === 49).map((one) => one.toFixed(0))
  console.log(`RSS in MB, every 50 cycles: ${curve.join(' ')}`)
  const around = (cycle: number) => median(rss.slice(Math.max(0, cycle - 10), cycle + 10))
  const [early, late] = [around(50), around(cycles - 10)]
  console.log(
    `${cycles} load/unload cycles: RSS ${early.toFixed(0)} MB at the 50th, ${late.toFixed(0)} MB at the end: ${((late / early - 1) * 100).toFixed(1)} % (at most 5)`,
  )
} finally {
  await server.stop()
  rmSync(folder, { recursive: true })
}
