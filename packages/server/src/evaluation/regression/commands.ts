import { relative, resolve } from 'node:path'
import type { TestCase, TestRun } from '@ratchet-ml/protocol'
import { splitGraph } from '@ratchet-ml/scoring'
import { chooseDataset } from '../../platform/choose-dataset.ts'
import type { Command, CommandContext, CommandInput } from '../../platform/cli-kit/types.ts'
import { Problem } from '../../platform/problem.ts'
import type { DatasetSource } from '../types.ts'
import { testAddCommand } from './add-command.ts'
import { appendCase } from './append-case.ts'
import { formatMutations } from './format-mutations.ts'
import { formatRun } from './format-run.ts'
import { toJunit } from './junit.ts'
import { checkMutations } from './mutations/check-mutations.ts'
import { rowsToCover, tableOf } from './mutations/cover.ts'
import { mutationSample, rowWriter } from './mutations/mutation-sample.ts'
import { openTarget, type Target } from './open-target.ts'
import { readSuite } from './read-suite.ts'
import { runTests, type TestRequest } from './service.ts'
import { findText, writeText } from './write-text.ts'

const defaultMutants = 100
const graphIsNotMutated =
  'Mutation check: not made. The numbers of an ONNX graph are in a file that an engine runs as it is, so that none of them can be changed: how much these cases notice is not known.'

const testCommand: Command = {
  name: 'test',
  summary: 'Run the regression cases of a model',
  description:
    'Cases are in tests/MODEL/*.yaml beside ratchet.yaml, or where its `tests` says. TARGET is a model of\n' +
    'ratchet.yaml (its `source`, else its latest version), NAME@VERSION of the registry, a package or a\n' +
    'model file. The cases run in this process, without a server. The exit code is 0 when every case\n' +
    'passes, and where there is none; 1 when one fails or says nothing for want of rows; 3 when a file\n' +
    'of cases is not valid.\n\n' +
    '--mutations asks how much the suite would notice: coefficients are changed, one at a time, by the\n' +
    'smallest amount that moves a thousandth of the predictions, and the suite is run on each.',
  positionals: [
    {
      name: 'TARGET',
      help: 'a model of ratchet.yaml (the only one unless told), NAME@VERSION, or a file',
      optional: true,
    },
  ],
  options: {
    tests: {
      type: 'text',
      value: 'PATH',
      help: "files or folders of cases, instead of the model's",
      repeated: true,
    },
    case: { type: 'text', value: 'NAME', help: 'only the case of this name' },
    bail: { type: 'flag', help: 'stop at the first case that does not pass' },
    junit: { type: 'text', value: 'FILE', help: 'write the result as JUnit XML too' },
    seed: { type: 'integer', value: 'N', help: 'seed of everything that is drawn', default: 1 },
    mutations: {
      type: 'integer',
      value: 'N',
      bare: String(defaultMutants),
      help: `how many disturbances are tried on the suite (${defaultMutants} without N)`,
    },
    sample: {
      type: 'text',
      value: 'DATASET',
      help: 'whose predictions the disturbances must move (else the dataset of the model)',
    },
    cover: {
      type: 'text',
      value: 'FILE',
      help: 'add golden rows to FILE that would have noticed the others',
    },
  },
  examples: [
    'ratchet test',
    'ratchet test flights@3 --junit results.xml',
    'ratchet test model.txt --tests tests/flights --bail',
    'ratchet test flights --mutations 200',
  ],
  run: runTestCommand,
}

export const regressionCommands: readonly Command[] = [testCommand, testAddCommand]

async function runTestCommand(context: CommandContext, input: CommandInput): Promise<number> {
  const started = context.clock.monotonicMs()
  const seed = seedOf(input)
  const target = await openTarget(context, input.positionals[0], input.texts('tests'))
  const suite = await readSuite(target.suite)
  const datasets = await datasetsOf(context)
  const run = await runTests({
    ...{ model: target.model, version: target.version, suite, seed, datasets },
    ...{ only: input.text('case'), bail: input.flag('bail'), signal: context.signal },
    startEngine: context.startEngine,
    ...mutateOf(context, input, target, { seed, datasets, suite }),
  })
  const seconds = (context.clock.monotonicMs() - started) / 1000
  const junit = input.text('junit')
  if (junit !== undefined) {
    await writeText(resolve(context.workingFolder, junit), toJunit(run, seconds))
  }
  const mutations = run.mutations && formatMutations(run.mutations)
  const after = mutations ?? run.notMutated
  context.print(`${formatRun(run)}${after === undefined ? '' : `\n\n${after}`}`, run)
  tellAbout(context, input, run, target)
  await cover(context, input, target, run)
  return run.failed + run.inconclusive + run.notRun > 0 ? 1 : 0
}

function seedOf(input: CommandInput): number {
  const seed = input.number('seed') ?? 1
  if (Number.isSafeInteger(seed) && seed >= 0) return seed
  throw new Problem('usage', `--seed is ${seed}; it must be a whole number from 0 on.`)
}

async function datasetsOf(context: CommandContext): Promise<DatasetSource> {
  const project = await context.project()
  const { folder = context.workingFolder } = project ?? {}
  return { folder, datasets: project?.config.datasets ?? {} }
}

function mutateOf(
  context: CommandContext,
  input: CommandInput,
  { version, model }: Target,
  { seed, datasets, suite }: Pick<TestRequest, 'seed' | 'datasets' | 'suite'>,
): Pick<TestRequest, 'mutate' | 'notMutated'> {
  const count = input.number('mutations')
  if (count === undefined) {
    const alone = ['cover', 'sample'].find((option) => input.text(option) !== undefined)
    if (alone === undefined) return {}
    throw new Problem('usage', `--${alone} says nothing without --mutations.`)
  }
  if (count < 1) throw new Problem('usage', `--mutations is ${count}; it must be 1 or more.`)
  const { package: pkg } = version
  if (splitGraph(pkg.program) !== undefined) return { notMutated: graphIsNotMutated }
  return {
    mutate: async ({ ready }) => {
      const project = await context.project()
      const dataset = input.text('sample') ?? chooseDataset(project, model)
      const progress = context.progress('mutation check', 'disturbances', count)
      try {
        const choice = { dataset, datasets, seed, signal: context.signal }
        const sample = await mutationSample(pkg, ready, choice)
        const onProgress = (done: number) => progress.update(done)
        const { tolerance } = suite
        return await checkMutations({
          ...{ package: pkg, ready, sample, tolerance, count, seed, onProgress },
          ...{ written: rowWriter(pkg), signal: context.signal },
        })
      } finally {
        progress.end()
      }
    },
  }
}

function tellAbout(
  context: CommandContext,
  input: CommandInput,
  { cases, outcome, notMutated }: TestRun,
  { suite, model }: Target,
): void {
  if (cases.length === 0) {
    const places = suite.paths.map((path) =>
      relative(context.workingFolder, resolve(suite.folder, path)),
    )
    context.note(`${model} has no regression cases: write some to ${places.join(', ')}.`)
  } else if (outcome !== 'pass' && input.number('mutations') !== undefined && !notMutated) {
    context.note('Disturbances were not tried, as the suite does not pass.')
  }
}

/** Writes golden rows that would have noticed what was not noticed. */
async function cover(
  context: CommandContext,
  input: CommandInput,
  { version }: Target,
  { mutations, cases }: TestRun,
): Promise<void> {
  const file = input.text('cover')
  if (file === undefined || mutations === undefined) return
  const rows = rowsToCover(mutations.mutants)
  if (rows.length === 0) return
  const { package: pkg, name } = version
  const path = resolve(context.workingFolder, file)
  const text = await findText(path)
  const { seed } = mutations
  const added: TestCase = {
    name: freeName(`raw answers of ${name} in ${rows.length} rows (seed ${seed})`, cases),
    because: 'a change of a coefficient would otherwise go unnoticed',
    // The bits are the same everywhere: what differs is another model.
    tolerance: { ulp: 4 },
    table: tableOf(rows, pkg),
  }
  await writeText(path, appendCase(text, file, added))
  context.note(`Added ${rows.length} golden rows to ${file}.`)
}

function freeName(name: string, cases: TestRun['cases'], turn = 1): string {
  const tried = turn === 1 ? name : `${name}, ${turn}`
  return cases.some((one) => one.name === tried) ? freeName(name, cases, turn + 1) : tried
}
