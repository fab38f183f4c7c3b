// Makes random models anew with the source libraries and compares every answer. Run by
// `npm run conformance:full`; with --skip-without-python it says what lacks and ends well.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { findPython, pythonCommands } from '../../../../../../test/support/find-python.ts'
import { folderOf, listFormats, readCases, type SourceCase } from './cases.ts'
import { compareSource, isEqual } from './compare-source.ts'
import { addHardRows } from './hard-rows.ts'
import { SwitchCounts } from './switch-counts.ts'

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: '300' },
    rows: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    format: { type: 'string' },
    'skip-without-python': { type: 'boolean', default: false },
  },
})
const models = Number(values.models)
const [seed, rows] = [values.seed, values.rows]
/** Made, compared and removed at once, so that little lies on the disk. */
const modelsAtOnce = 20
/** With so many models every switch must be in at least so many. */
const enoughForEverySwitch = { models: 300, each: 10 }
/** Its switches are estimators, of which there are many. */
const enoughForEveryEstimator = { models: 400, each: 3 }

let failed = 0
for (const format of listFormats()) {
  if (values.format === undefined || values.format === format) failed += runFormat(format) ? 0 : 1
}
process.exitCode = failed === 0 ? 0 : 1

/** With each version of the source library that the folder pins. */
function runFormat(format: string): boolean {
  const folder = folderOf(format)
  const script = new URL('fuzz.py', folder)
  const pins = readdirSync(folder).filter((name) => /^requirements.*\.txt$/.test(name))
  if (!existsSync(script) || pins.length === 0) return say(`${format}: no fuzz.py`, true)
  return pins.map((name) => runVersion(format, new URL(name, folder), script)).every(Boolean)
}

function runVersion(format: string, requirements: URL, script: URL): boolean {
  const python = findPython(requirements, pythonCommands())
  if (python.kind === 'found') return compareAll(format, python.command, fileURLToPath(script))
  const file = fileURLToPath(requirements)
  const isSkipped = values['skip-without-python']
  say(`${format}: ${isSkipped ? 'skipped, as ' : ''}no Python has the packages of ${file}`, true)
  for (const line of python.tried) say(`  ${line}`, true)
  say(`  To make one: python3 -m venv .venv && .venv/bin/pip install -r ${file}`, true)
  return say('  Or name one or more, with ":" between, in RATCHET_PYTHON.', isSkipped)
}

interface Totals {
  models: number
  equal: number
  rows: number
  boundaryRows: number
  outputUlp: number
  /** Rows that hold a value of each hard kind. */
  readonly hardRows: Map<string, number>
}

function compareAll(format: string, python: string, script: string): boolean {
  const totals: Totals = {
    models: 0,
    equal: 0,
    rows: 0,
    boundaryRows: 0,
    outputUlp: 0,
    hardRows: new Map(),
  }
  const switches = new SwitchCounts()
  const libraries = new Set<string>()
  for (let first = 0; first < models; first += modelsAtOnce) {
    const count = Math.min(modelsAtOnce, models - first)
    const folder = mkdtempSync(join(tmpdir(), 'ratchet-conformance-'))
    try {
      const words = [count, folder, seed, rows, first].map(String)
      const made = spawnSync(python, [script, ...words], { stdio: ['ignore', 'ignore', 'inherit'] })
      if (made.status !== 0) return say(`${format}: ${script} ended with ${made.status}`, false)
      for (const source of readCases(pathToFileURL(`${folder}/`))) {
        switches.add(source.switches)
        if (source.library !== undefined) libraries.add(source.library)
        compareOne(source, totals)
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
    say(
      `${format}: ${totals.equal} of ${totals.models} equal, ${models - totals.models} to go`,
      true,
    )
  }
  return conclude(format, totals, switches, [...libraries].join(', '))
}

function compareOne(source: SourceCase, totals: Totals): void {
  const found = compareSource(source)
  totals.models += 1
  if (isEqual(found)) totals.equal += 1
  else if (found.kind === 'refused') say(`  REFUSED ${source.name}: ${found.refusal.message}`, true)
  else say(`  DIFFERS ${source.name}: ${JSON.stringify(found)}`, true)
  if (found.kind === 'refused') return
  addHardRows(totals.hardRows, source)
  totals.rows += found.rows
  totals.boundaryRows += found.boundaryRows
  totals.outputUlp = Math.max(totals.outputUlp, found.outputUlp)
}

function conclude(
  format: string,
  totals: Totals,
  switches: SwitchCounts,
  libraries: string,
): boolean {
  for (const line of switches.describe()) say(line, true)
  for (const [name, count] of totals.hardRows)
    say(`  rows with a value that is ${name}: ${count}`, true)
  const enough = format.startsWith('sklearn') ? enoughForEveryEstimator : enoughForEverySwitch
  const rare = totals.models >= enough.models ? switches.rarerThan(enough.each) : []
  for (const name of rare) say(`  TOO RARE ${name}: in fewer than ${enough.each} models`, true)
  return say(
    `${format} (${libraries}), seed ${seed}: ${totals.equal} of ${totals.models} models equal on ` +
      `${totals.rows} rows, ${totals.boundaryRows} of them on or beside a threshold; ` +
      `answers within ${totals.outputUlp} ulp`,
    totals.equal === totals.models && rare.length === 0,
  )
}

function say(line: string, isWell: boolean): boolean {
  process.stdout.write(`${line}\n`)
  return isWell
}
