// How long until coefficients answer? By hand, on Node 24:
//   node --conditions=ratchet-source benchmarks/scoring/load-time.ts [--folder .cache/scoring-benchmark]
// First the trees of 500x31: checked and laid out for the kernels. Then a package of 3 million nodes
// in a process of its own: from the bytes of the file to the first answer, and the most memory of it.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  buildPackage,
  createScorer,
  type Imported,
  importModel,
  loadPackage,
  packPackage,
} from '@ratchet-ml/scoring'
import { median } from '../median.ts'
import { openModels } from './bench-models.ts'
import { syntheticModel } from './synthetic-model.ts'

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '.cache/scoring-benchmark' },
    load: { type: 'string' },
  },
})
const [bigTrees, bigLeaves] = [3000, 501]

if (values.load !== undefined) await loadOnce(values.load)
else await main(values.folder)

async function main(folder: string): Promise<void> {
  const models = await openModels(folder)
  const middle = models.find(({ name }) => name === '500x31')
  if (middle !== undefined) reportLive(middle.model)
  const root = mkdtempSync(join(tmpdir(), 'ratchet-load-'))
  try {
    const file = join(root, 'big.ratchet')
    const model = importModel(new TextEncoder().encode(syntheticModel(bigTrees, bigLeaves)))
    const pack = await buildPackage({ ...model, source: { format: model.format } })
    writeFileSync(file, packPackage(pack))
    const again = [...process.execArgv, import.meta.filename, '--load', file]
    spawnSync(process.execPath, again, { stdio: 'inherit' })
  } finally {
    rmSync(root, { recursive: true })
  }
}

function reportLive({ program, coefficients, contract }: Imported): void {
  const cpu: number[] = []
  const times = Array.from({ length: 21 }, () => {
    const [start, before] = [performance.now(), process.cpuUsage()]
    createScorer(program, coefficients, contract)
    cpu.push(cpuMs(before))
    return performance.now() - start
  })
  const first = times[0]?.toFixed(1)
  console.log(`500x31 is live in ${median(times).toFixed(1)} ms, ${first} ms the first time`)
  console.log(`  ${median(cpu).toFixed(1)} ms of processor time, all threads`)
}

/** Processor time since a reading, which other work on the machine hardly moves. */
function cpuMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** In a fresh process: reads a package, opens it, and answers a row of zeros. */
async function loadOnce(file: string): Promise<void> {
  const bytes = readFileSync(file)
  const empty = Math.round(process.memoryUsage.rss() / 1e6)
  const [start, before] = [performance.now(), process.cpuUsage()]
  const { program, coefficients, contract } = await loadPackage(bytes)
  const opened = performance.now()
  const scorer = createScorer(program, coefficients, contract)
  const into = scorer.allocate(1)
  scorer.score(new Float64Array(scorer.featureCount), 1, into)
  const live = performance.now()
  const nodes = (2 * bigLeaves - 1) * bigTrees
  const [open, lay] = [opened - start, live - opened].map((ms) => ms.toFixed(0))
  const most = Math.round(process.resourceUsage().maxRSS / 1e3)
  console.log(
    `${nodes} nodes (${(bytes.length / 1e6).toFixed(0)} MB) are live in ${(live - start).toFixed(0)} ms`,
  )
  console.log(`  ${open} ms to open the package and replay its rows, ${lay} ms to make the scorer`)
  console.log(`  ${cpuMs(before).toFixed(0)} ms of processor time, all threads`)
  console.log(`  ${most} MB at most, of which ${empty} MB before`)
}
