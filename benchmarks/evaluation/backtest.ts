// A back-test of three versions of 500 trees with 31 leaves on a snapshot of 24 months and 20 features, beside
// bare scoring of as many rows by the same models; on one worker and on two. Run by hand on Node 24:
//   node benchmarks/evaluation/backtest.ts [--rows 10000000] [--rounds 3] [--folder DIR]
// The snapshot and the models are made from a seed in a folder that is removed again. Bare scoring and
// back-tests take turns, each in a process of its own; times are of the clock and of the processor.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median } from '../median.ts'
import { syntheticModel } from '../scoring/synthetic-model.ts'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    rounds: { type: 'string', default: '3' },
    folder: { type: 'string', default: tmpdir() },
  },
})
const program = fileURLToPath(
  new URL(
    '../../packages/server/src/evaluation/backtest/testing/measure-backtest.ts',
    import.meta.url,
  ),
)

/** What a measuring process prints. */
interface Measured {
  readonly ms: number
  readonly cpuMs: number
  readonly peakMb: number
}

const features = 20
const folder = mkdtempSync(join(values.folder, 'ratchet-bench-backtest-'))
try {
  for (const seed of [1, 2, 3]) {
    writeFileSync(join(folder, `model-${seed}.txt`), syntheticModel(500, 31, { features, seed }))
  }
  run('write', values.rows, String(features))
  const rounds = Array.from({ length: Number(values.rounds) }, () => ({
    bare: run('bare', values.rows),
    one: run('backtest', '1'),
    two: run('backtest', '2'),
  }))
  console.log(`Node ${process.version}, ${Number(values.rows).toLocaleString('en-US')} rows`)
  tell(
    'bare scoring, seconds',
    rounds.map(({ bare }) => bare.ms / 1000),
  )
  tell(
    'back-test, one worker, seconds',
    rounds.map(({ one }) => one.ms / 1000),
  )
  tell(
    'back-test, two workers, seconds',
    rounds.map(({ two }) => two.ms / 1000),
  )
  tell(
    'back-test by bare scoring (at most 1.3)',
    rounds.map(({ bare, one }) => one.ms / bare.ms),
  )
  tell(
    '  by time of the processor',
    rounds.map(({ bare, one }) => one.cpuMs / bare.cpuMs),
  )
  tell(
    'one worker by two (at least 1.7)',
    rounds.map(({ one, two }) => one.ms / two.ms),
  )
  const peak = rounds.flatMap(({ one, two }) => [one.peakMb, two.peakMb])
  tell('peak memory, MB (at most 1500)', peak, 0)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function run(task: string, ...args: readonly string[]): Measured {
  const flags = ['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning']
  const given = [...flags, program, task, folder, ...args]
  return JSON.parse(execFileSync(process.execPath, given, { encoding: 'utf8' })) as Measured
}

function tell(what: string, found: readonly number[], digits = 2): void {
  const [low, high] = [Math.min(...found), Math.max(...found)]
  const shown = [median(found), low, high].map((value) => value.toFixed(digits))
  console.log(`${what.padEnd(42)}${shown[0]} (${shown[1]} to ${shown[2]})`)
}
