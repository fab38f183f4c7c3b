// Three million flights, from Parquet to a table of monthly metrics: seconds and peak memory of
// `ratchet backtest`, as a user would run it. Run by hand on Node 24:
//   node --conditions=ratchet-source benchmarks/evaluation/three-million-flights.ts [--rounds 3]
// One version and its baseline, then two versions; state goes to a folder that is removed again.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } })
const example = fileURLToPath(new URL('../../examples/flights', import.meta.url))
const program = fileURLToPath(import.meta.resolve('@ratchet-ml/server/bin/ratchet.mjs'))
const reportUsage = new URL('report-usage.ts', import.meta.url).href
const folder = mkdtempSync(join(tmpdir(), 'ratchet-bench-'))
const model = 'model/flights-january.txt'
const january = ['--from', '2001-01-01', '--until', '2001-02-01']

interface Usage {
  readonly seconds: number
  readonly peakMb: number
}

try {
  await ratchet(['push', model, '--name', 'flights', '--trained-on', '2001-01-01..2001-02-01'])
  const one = await measure()
  await ratchet(['train', 'logistic', '--dataset', 'flights', ...january, '--name', 'flights'])
  const two = await measure()
  console.log(`Node ${process.version}, 3,000,000 rows, median of ${values.rounds} (least to most)`)
  console.log(`one version:  ${shown(one)}`)
  console.log(`two versions: ${shown(two)}`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function measure(): Promise<readonly Usage[]> {
  const usages: Usage[] = []
  for (let round = 0; round < Number(values.rounds); round++) {
    usages.push(await ratchet(['backtest', 'flights', '--no-record', '--again']))
  }
  return usages
}

async function ratchet(args: readonly string[]): Promise<Usage> {
  const usageFile = join(folder, 'usage.json')
  const flags = ['--conditions=ratchet-source', '--import', reportUsage]
  const start = performance.now()
  const child = spawn(process.execPath, [...flags, program, ...args], {
    cwd: example,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, RATCHET_DATA: join(folder, 'data'), BENCHMARK_USAGE: usageFile },
  })
  const [status] = await once(child, 'exit')
  if (status !== 0) throw new Error(`ratchet ${args.join(' ')} ended with ${status}`)
  const seconds = (performance.now() - start) / 1000
  const { maxRssKb } = JSON.parse(readFileSync(usageFile, 'utf8')) as { maxRssKb: number }
  return { seconds, peakMb: maxRssKb / 1000 }
}

function shown(usages: readonly Usage[]): string {
  const seconds = usages.map((usage) => usage.seconds).toSorted((a, b) => a - b)
  const peak = Math.max(...usages.map(({ peakMb }) => peakMb))
  const median = seconds[Math.floor(seconds.length / 2)] ?? Number.NaN
  const range = `${seconds[0]?.toFixed(1)} to ${seconds.at(-1)?.toFixed(1)}`
  return `${median.toFixed(1)} s (${range}; at most 60), peak ${peak.toFixed(0)} MB (at most 1000)`
}
