// Snapshots of ten million rows of 20 random doubles: how fast bytes are hashed, what making one takes and
// how it divides, and how fast it is read back day by day on one thread. Run by hand on Node 24:
//   node benchmarks/data/snapshot.ts [--rows 10000000] [--features 20] [--folder DIR]

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    features: { type: 'string', default: '20' },
    folder: { type: 'string', default: tmpdir() },
  },
})
const program = fileURLToPath(
  new URL(
    '../../packages/server/src/datasets/snapshots/testing/measure-snapshot.ts',
    import.meta.url,
  ),
)

/** What the measuring process prints. */
interface Measured {
  readonly rows: number
  readonly bytes: number
  readonly days: number
  readonly hashMBps: number
  readonly hashMBpsOfCpu: number
  readonly createMs: number
  readonly createCpuMs: number
  readonly copyAndHashMs: number
  readonly checkMs: number
  readonly keepMs: number
  readonly readMs: number
  readonly readRowsPerSecond: number
  readonly readRowsPerCpuSecond: number
  readonly peakRssMB: number
}

const folder = mkdtempSync(join(values.folder, 'ratchet-bench-snapshot-'))
try {
  run('write', folder, values.rows, values.features)
  report(JSON.parse(run('measure', folder, values.rows, values.features)) as Measured)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function run(...args: readonly string[]): string {
  const flags = ['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning']
  return execFileSync(process.execPath, [...flags, program, ...args], { encoding: 'utf8' })
}

function report(measured: Measured): void {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`
  const count = (value: number) => Math.round(value).toLocaleString('en-US')
  const lines = [
    ['rows, MB', `${count(measured.rows)}, ${count(measured.bytes / 1e6)}`],
    ['hashing alone', `${count(measured.hashMBps)} MB/s`],
    ['  by CPU time', `${count(measured.hashMBpsOfCpu)} MB/s`],
    ['making the snapshot', seconds(measured.createMs)],
    ['  copy and hash', seconds(measured.copyAndHashMs)],
    ['  read and check', seconds(measured.checkMs)],
    ['  keep', seconds(measured.keepMs)],
    ['  CPU time', seconds(measured.createCpuMs)],
    [`read back, ${measured.days} days`, `${count(measured.readRowsPerSecond)} rows/s`],
    ['  by CPU time', `${count(measured.readRowsPerCpuSecond)} rows/s`],
    ['peak memory', `${count(measured.peakRssMB)} MB`],
  ] as const
  for (const [name, value] of lines) console.log(`${name.padEnd(24)}${value.padStart(20)}`)
}
