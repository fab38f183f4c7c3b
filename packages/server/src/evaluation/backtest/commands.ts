import { ServerProblem } from '@ratchet-ml/client'
import type { Backtest, BacktestSummary } from '@ratchet-ml/protocol'
import { openDataset } from '../../datasets/index.ts'
import type { Command, CommandContext, CommandInput } from '../../platform/cli-kit/types.ts'
import { reportOptions, reportsToSave } from '../reports/save-reports.ts'
import { backtestId } from './backtest-id.ts'
import { type BacktestRequest, planBacktest } from './backtest-plan.ts'
import { backtestSettings } from './backtest-settings.ts'
import { openContenders } from './contenders.ts'
import { formatBacktest } from './format-backtest.ts'
import { runBacktest } from './run-backtest.ts'

const backtestCommand: Command = {
  name: 'backtest',
  summary: 'Compare versions and baselines, period by period',
  description:
    'Every version and baseline answers the same rows of a dataset, partition by partition of their\n' +
    'event time, and is judged by the same metrics with intervals. Rows of the time in which a\n' +
    'version was trained are shown, and not counted as evidence.\n\n' +
    'Without --versions and SOURCE, all versions of the model in the registry are compared. The\n' +
    'dataset and the rest come from `backtests` in ratchet.yaml, or from the options; else it is the\n' +
    'dataset of the name of the model, or the only one.',
  positionals: [
    { name: 'NAME', help: 'the model' },
    {
      name: 'SOURCE',
      help: 'model files, packages, or NAME@VERSION, instead of versions of the model',
      optional: true,
      repeated: true,
    },
  ],
  options: {
    versions: { type: 'text', value: 'N,N', help: 'versions of the model', repeated: true },
    dataset: { type: 'text', value: 'NAME', help: 'a dataset of ratchet.yaml, or snapshot:NAME@N' },
    rows: { type: 'text', value: 'FILE', help: 'a data file instead of a dataset', repeated: true },
    label: { type: 'text', value: 'COLUMN', help: 'the column that says what happened' },
    time: { type: 'text', value: 'COLUMN', help: 'the column of event times' },
    zone: { type: 'text', value: 'ZONE', help: 'the zone of times written without one (else UTC)' },
    derive: {
      type: 'text',
      value: 'NAME=EXPRESSION',
      help: 'a column made from others, such as "late=delay > 15"',
      repeated: true,
    },
    by: {
      type: 'text',
      value: 'PERIOD',
      help: 'length of the partitions (else month)',
      choices: ['day', 'week', 'month'],
    },
    baselines: { type: 'text', value: 'NAME,NAME', help: 'naive predictors to compare with' },
    metrics: { type: 'text', value: 'NAME,NAME', help: 'what is measured' },
    level: { type: 'number', value: 'SHARE', help: 'level of the intervals (else 0.95)' },
    'trained-on': {
      type: 'text',
      value: 'FROM..UNTIL',
      help: 'the event times that the files were trained on, such as 2001-01-01..2001-02-01',
    },
    ...reportOptions,
    record: { type: 'flag', help: 'record the result, also of files' },
    'no-record': { type: 'flag', help: 'do not record the result' },
    again: { type: 'flag', help: 'compute anew what was recorded already' },
  },
  examples: [
    'ratchet backtest flights',
    'ratchet backtest flights --versions 1,2 --by week -o backtest.html',
    'ratchet backtest flights model.txt --rows flights.parquet --time date --label late --derive "late=delay > 15"',
  ],
  run: async (context, input) => {
    const save = reportsToSave(context, input)
    const backtest = await runFromCommandLine(context, input)
    await save(backtest.result)
    context.print(formatBacktest(backtest.result), backtest.result)
    if (backtest.isKnown) context.note('As it was recorded; --again computes it anew.')
    else if (backtest.isRecorded) {
      const summary = await record(context, backtest.result)
      context.note(`Recorded ${summary.recordedAt.slice(0, 19)}Z by ${summary.actor}.`)
    }
    return 0
  },
}

export const evaluationCommands: readonly Command[] = [backtestCommand]

interface Ran {
  readonly result: Backtest
  /** Whether it is to be recorded: when all its versions are in the registry, unless said. */
  readonly isRecorded: boolean
  /** Whether it was recorded before and has not been computed again. */
  readonly isKnown: boolean
}

async function runFromCommandLine(context: CommandContext, input: CommandInput): Promise<Ran> {
  const [model = '', ...sources] = input.positionals
  const { versions, areRegistered } = await openContenders(context, input, model, sources)
  const settings = await backtestSettings(context, input, model)
  const dataset = await openDataset(settings.dataset)
  try {
    const { label, time, partition, baselines, metrics, level } = settings
    const asked = { model, dataset, label, time, partitionBy: partition, versions, level }
    const request = { ...asked, baselines, metrics }
    const isRecorded = input.flag('record') || (areRegistered && !input.flag('no-record'))
    const looks = isRecorded && !input.flag('again')
    const known = looks ? await findRecorded(context, request) : undefined
    const result = known ?? (await runWithProgress(context, request))
    return { result, isRecorded, isKnown: known !== undefined }
  } finally {
    await dataset.close()
  }
}

/** The id says everything that determines the result, so a recorded one need not be run again. */
async function findRecorded(
  context: CommandContext,
  request: BacktestRequest,
): Promise<Backtest | undefined> {
  const id = backtestId(planBacktest(request), await request.dataset.digest(context.signal))
  try {
    return await (await context.client()).backtest(id)
  } catch (problem) {
    const isNew = problem instanceof ServerProblem && problem.body.code === 'backtest-not-found'
    if (isNew) return undefined
    throw problem
  }
}

async function runWithProgress(
  context: CommandContext,
  request: BacktestRequest,
): Promise<Backtest> {
  const progress = context.progress('back-test', 'rows', request.dataset.rowCount)
  try {
    const onProgress = (rows: number, share: number) => progress.update(rows, share)
    return await runBacktest(request, { signal: context.signal, onProgress })
  } finally {
    progress.end()
  }
}

async function record(context: CommandContext, result: Backtest): Promise<BacktestSummary> {
  return (await context.client()).recordBacktest(result)
}
