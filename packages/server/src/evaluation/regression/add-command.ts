import { resolve } from 'node:path'
import type { TestCase, TestCaseResult, Tolerance } from '@ratchet-ml/protocol'
import { type Package, splitGraph } from '@ratchet-ml/scoring'
import { openAnswerer } from '../../batch/index.ts'
import type { Command, CommandContext, CommandInput } from '../../platform/cli-kit/types.ts'
import type { StartEngine } from '../../platform/graph-engine.ts'
import { Problem } from '../../platform/problem.ts'
import { appendCase } from './append-case.ts'
import { caseWorld } from './case-world.ts'
import { failureText } from './format-run.ts'
import { caseOfRecord } from './harvest.ts'
import { openTarget, type Target } from './open-target.ts'
import { parseTestFile } from './parse-test-file.ts'
import { readSuite } from './read-suite.ts'
import { prepareCases, runCases } from './run-cases.ts'
import { findText, writeText } from './write-text.ts'

/** `ratchet test add`. */
export const testAddCommand: Command = {
  name: 'test add',
  summary: 'Make a regression case of a prediction that was served',
  description:
    'Takes the row and the answer of a prediction from the prediction log, and adds a golden case to a\n' +
    'file of cases, whose comments stay. Without --expect the answer must stay what it was; with it,\n' +
    'the outputs that it names must be as it says. The case is tried at once.',
  positionals: [
    { name: 'MODEL', help: 'a model of ratchet.yaml (the only one unless told)', optional: true },
  ],
  options: {
    prediction: {
      type: 'text',
      value: 'ID',
      help: 'the id of the prediction, as the reply had it',
    },
    because: { type: 'text', value: 'TEXT', help: 'why the case is there' },
    expect: { type: 'text', value: 'JSON', help: 'what the answer must be, such as {"label": 1}' },
    name: { type: 'text', value: 'TEXT', help: 'name of the case, a sentence' },
    endpoint: {
      type: 'text',
      value: 'NAME',
      help: 'where it was served (else the name of the model)',
    },
    file: {
      type: 'text',
      value: 'FILE',
      help: 'the file of cases (else tests/MODEL/incidents.yaml)',
    },
  },
  examples: [
    'ratchet test add --prediction 019bc0b6-1b2c-7d3e-8f40-5a6b7c8d9e0f.0 --because "on time, and was called late" --expect \'{"label": 0}\'',
  ],
  run: addCase,
}

async function addCase(context: CommandContext, input: CommandInput): Promise<number> {
  const prediction = needed(input, 'prediction', 'the id that the reply had')
  const because = needed(input, 'because', 'the reason why the case is there')
  const expect = expectationOf(input.text('expect'))
  const target = await openTarget(context, input.positionals[0], [])
  const client = await context.client()
  const record = await client.logRecord(input.text('endpoint') ?? target.model, prediction)
  const { contract } = target.version.package
  const name = input.text('name') ?? `prediction ${prediction} is answered as it should be`
  const tolerance = toleranceOf(target.version.package)
  const harvest = { record, contract, name, because, expect, ...(tolerance && { tolerance }) }
  const added = caseOfRecord(harvest)
  const { path, shown } = fileOf(context, input, target)
  const text = appendCase(await findText(path), shown, added)
  await checkName(target, name)
  const result = await tryCase(text, shown, name, target.version.package, context.startEngine)
  await writeText(path, text)
  context.print(describe(added, result, shown, target), { file: path, case: added, result })
  return 0
}

/** What our own steps answer is the same everywhere; the library of an engine adds up as its machine does best. */
export function toleranceOf({ program, contract }: Package): Tolerance | undefined {
  const { raw } = contract.numeric
  return splitGraph(program) === undefined || raw === 'bit-exact' ? undefined : { ...raw }
}

function needed(input: CommandInput, option: string, what: string): string {
  const said = input.text(option)?.trim()
  if (said !== undefined && said !== '') return said
  throw new Problem('usage', `ratchet test add lacks --${option}: ${what}.`)
}

function expectationOf(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined
  const parsed = parsedJson(text)
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
    return parsed as Readonly<Record<string, unknown>>
  }
  throw new Problem('usage', `--expect is ${text}; it must be an object in JSON.`, {
    hint: 'Write outputs by name, such as --expect \'{"label": 1}\'.',
  })
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // told as what it is not
  }
}

function fileOf(context: CommandContext, input: CommandInput, { suite }: Target) {
  const said = input.text('file')
  if (said !== undefined) return { path: resolve(context.workingFolder, said), shown: said }
  // A suite that is told file by file reads no others.
  const folder = suite.paths.find((path) => !/\.ya?ml$/.test(path))
  const shown = folder === undefined ? suite.paths.at(-1) : `${folder}/incidents.yaml`
  if (shown === undefined) throw new TypeError('a suite without a place')
  return { path: resolve(suite.folder, shown), shown }
}

async function checkName({ suite }: Target, name: string): Promise<void> {
  const { cases } = await readSuite({ ...suite, mayBeAbsent: true })
  const taken = cases.find(({ said }) => said.name === name)
  if (taken === undefined) return
  const detail = `The name ${JSON.stringify(name)} is taken by ${taken.file}, line ${taken.line}.`
  throw new Problem('file-exists', detail, { hint: 'Give another one with --name.' })
}

/** The case as it was written must be one that can be run. */
async function tryCase(
  text: string,
  file: string,
  name: string,
  pkg: Package,
  start: StartEngine,
): Promise<TestCaseResult> {
  const { cases } = parseTestFile(text, file)
  const own = cases.filter(({ said }) => said.name === name)
  const answerer = await openAnswerer(pkg, start)
  try {
    const world = caseWorld(pkg, answerer, { seed: 1, datasets: { folder: '', datasets: {} } })
    const [result] = await runCases(await prepareCases(own, world), answerer)
    if (result === undefined) throw new TypeError('the case was not written')
    return result
  } finally {
    answerer.close()
  }
}

function describe(
  { name }: TestCase,
  { outcome, failures, line }: TestCaseResult,
  file: string,
  { version }: Target,
): string {
  const says = outcome === 'passed' ? 'passes' : 'does not pass'
  return [
    `Added "${name}" to ${file}, line ${line}. With ${version.name} it ${says}.`,
    ...failures.map((failure) => failureText(file, failure)),
  ].join('\n')
}
