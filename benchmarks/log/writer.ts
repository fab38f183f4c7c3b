// The prediction log alone: acknowledged records a second, 20 features each, by how many are under way.
// Run by hand on Node 24: node benchmarks/log/writer.ts [--seconds 2] [--folder DIR]
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(
  new URL('../../packages/server/src/adapters/testing/measure-log.ts', import.meta.url),
)
const cases = [
  { title: 'default', args: [] },
  { title: 'before-response', args: ['--durability', 'before-response'] },
  {
    title: 'before-response, a sync of 5 ms',
    args: ['--durability', 'before-response', '--sync-ms', '5'],
  },
]

console.log(
  'mode                             in flight   records/s   p50 ms   p99 ms   CPU us/record',
)
for (const { title, args } of cases) {
  for (const inFlight of [1, 64, 256, 1024]) {
    const all = ['--conditions=ratchet-source', script, '--in-flight', String(inFlight), ...args]
    const { stdout } = spawnSync(process.execPath, [...all, ...process.argv.slice(2)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const found = JSON.parse(stdout) as Record<string, number>
    const { recordsPerSecond = 0, p50Ms = 0, p99Ms = 0, cpuUsPerRecord = 0 } = found
    const texts = [recordsPerSecond.toFixed(0), p50Ms.toFixed(2), p99Ms.toFixed(2)]
    const [rate = '', p50 = '', p99 = ''] = texts
    console.log(
      `${title.padEnd(32)} ${String(inFlight).padStart(9)} ${rate.padStart(11)} ${p50.padStart(8)} ${p99.padStart(8)} ${cpuUsPerRecord.toFixed(1).padStart(15)}`,
    )
  }
}
