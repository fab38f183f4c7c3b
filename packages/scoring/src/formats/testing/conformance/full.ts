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
import { recordFuzzed } from './fuzzed.ts'
import { addHardRows } from './hard-rows.ts'
import { fewestSettings, type SettingCount, SettingCounts } from './setting-counts.ts'
import { SwitchCounts } from './switch-counts.ts'

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: '300' },
    rows: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    format: { type: 'string' },
    'skip-without-python': { type: 'boolean', default: false },
    /** Keeps what was found in the format's fuzzed.json, which the conformance page shows. */
    record: { type: 'boolean', default: false },
  },
})
const models = Number(values.models)
const [seed, rows] = [values.seed, values.rows]
/** Made, compared and removed at once, so that little lies on the disk. */
const modelsAtOnce = 20
/** With so many models every switch must be in at least so many. */
const enoughForEverySwitch = { models: 300, each: 10 }
/** Of pipelines: every estimator in at least so many, and with so many settings. */
const enoughForEveryEstimator = { models: 240, each: 3 }
/** Before 1.6 it has none that changes its answers. */
const withoutSettings = new Set(['MaxAbsScaler'])

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
  const settings = new SettingCounts()
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
        settings.add(source.settings)
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
  const library = [...libraries].join(', ')
  const estimators = settings.all()
  if (values.record && estimators.length > 0) {
    const { models, equal, rows } = totals
    recordFuzzed(format, { library, seed, models, equal, rows, estimators })
  }
  const isVaried = estimators.length === 0 || concludeSettings(format, totals.models, estimators)
  return conclude(format, totals, switches, library) && isVaried
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

/** Whether every estimator came with settings enough, where there were models enough. */
function concludeSettings(
  format: string,
  count: number,
  estimators: readonly SettingCount[],
): boolean {
  for (const { name, models, settings } of estimators) {
    say(`  ${name}: ${settings} settings in ${models} models`, true)
  }
  const least = fewestSettings(estimators)
  say(
    `${format}: ${estimators.length} estimators, the fewest settings: ${least?.name} with ${least?.settings}`,
    true,
  )
  const { models, each } = enoughForEveryEstimator
  const isRare = (one: SettingCount) =>
    one.models < each || (one.settings < each && !withoutSettings.has(one.name))
  const rare = count < models ? [] : estimators.filter(isRare)
  for (const { name } of rare) say(`  TOO RARE ${name}: fewer than ${each} settings`, true)
  return rare.length === 0
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
  // Pipelines are judged by the settings of their estimators.
  const { models, each } = enoughForEverySwitch
  const isJudged = totals.models >= models && !format.startsWith('sklearn')
  const rare = isJudged ? switches.rarerThan(each) : []
  for (const name of rare) say(`  TOO RARE ${name}: in fewer than ${each} models`, true)
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
