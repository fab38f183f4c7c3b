// Ten million predictions of twenty features in ninety days and five million late outcomes as tables, and
// how long questions about them take. Run by hand on Node 24:
// node --conditions=ratchet-source benchmarks/data/ten-million.ts [--folder DIR] [--predictions N] [--repeats N]
// A folder that is there already is measured as it is; without one, a temporary one is made and removed.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    predictions: { type: 'string', default: '10000000' },
    repeats: { type: 'string', default: '5' },
  },
})
const scripts = new URL('../../packages/server/src/app/history/testing/', import.meta.url)
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'ratchet-ten-million-'))

function run(script: string, args: readonly string[]): string {
  const file = fileURLToPath(new URL(script, scripts))
  const all = ['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning', file]
  const { status, stdout } = spawnSync(process.execPath, [...all, '--folder', folder, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`${script} ended with ${status}.`)
  return stdout
}

/** What is asked for of each question, in seconds. */
const goals: Readonly<Record<string, number>> = {
  'daily log loss of the join': 1,
  'daily histograms of 20 features': 3,
  'one day of one version': 0.05,
}

try {
  if (!existsSync(join(folder, 'history', 'manifests', 'outcomes.json'))) {
    const from = performance.now()
    run('make-history.ts', ['--predictions', values.predictions])
    console.log(`tables written in ${((performance.now() - from) / 1000).toFixed(0)} s`)
  }
  const found = JSON.parse(run('measure-history.ts', ['--repeats', values.repeats]))
  for (const [name, times] of Object.entries(found.seconds as Record<string, number[]>)) {
    const shown = times.map((time) => time.toFixed(3)).join(' ')
    console.log(
      `${name.padEnd(34)} ${shown} s, at most ${goals[name]} s wanted; ${JSON.stringify(found.answers[name])}`,
    )
  }
  console.log(`index of outcomes that meet: ${found.indexSeconds.toFixed(1)} s`)
  for (const [name, mb] of Object.entries(found.peaks as Record<string, number>)) {
    console.log(`most memory of the worker after ${name}: ${mb.toFixed(0)} MB, at most 1024 wanted`)
  }
  console.log(`longest stall meanwhile: ${found.longestStallMs.toFixed(1)} ms, at most 5 wanted`)
} finally {
  if (values.folder === undefined) rmSync(folder, { recursive: true, force: true })
}
