import { ServerProblem } from '@ratchet-ml/client'
import type { LeakReport } from '@ratchet-ml/protocol'
import { type Dataset, openDataset } from '../../datasets/index.ts'
import type { Command, CommandContext, CommandInput } from '../../platform/cli-kit/types.ts'
import { judgedPositionals } from '../backtest/command/options.ts'
import { type OpenedVersion, openVersions } from '../backtest/contenders/versions/open-versions.ts'
import { backtestSettings } from '../backtest/plan/backtest-settings.ts'
import { checkLeaks } from './check-leaks.ts'
import { leakRequest } from './command/leak-request.ts'
import { leakOptions } from './command/options.ts'
import { openTrainingRows } from './command/training-rows.ts'
import { formatLeaks } from './format-leaks.ts'

const leakCheckCommand: Command = {
  name: 'leak check',
  summary: 'Look for what makes results too good to be true',
  description:
    'Features that are known too late or tell the answer, columns that are missing where the model is used,\n' +
    'rows that versions were trained on or that are there twice; docs/reference/leak-checks.md has what each\n' +
    'check sees. Every back-test looks for them too, but for the prediction log. Where the model has no version\n' +
    'and none is named, all columns of the dataset are looked at, but those that the label is made of.\n' +
    'The exit code is 1 when a leak is found; a suspicion is for people.',
  positionals: judgedPositionals,
  options: leakOptions,
  examples: [
    'ratchet leak check flights',
    'ratchet leak check flights --versions 2 --dataset snapshot:flights@1',
    'ratchet leak check flights --rows flights.parquet --time date --label late --derive "late=delay > 15"',
  ],
  run: async (context, input) => {
    const report = await check(context, input)
    context.print(formatLeaks(report), report)
    return report.findings.some(({ severity }) => severity === 'leak') ? 1 : 0
  },
}

export const leakCommands: readonly Command[] = [leakCheckCommand]

/** None where none is named and the model is not in the registry. */
async function versionsOf(
  context: CommandContext,
  model: string,
  named: readonly string[],
  sources: readonly string[],
): Promise<readonly OpenedVersion[]> {
  try {
    return await openVersions(context, model, named, sources)
  } catch (problem) {
    const isNew = problem instanceof ServerProblem && problem.body.code === 'model-not-found'
    if (isNew && named.length + sources.length === 0) return []
    throw problem
  }
}

async function check(context: CommandContext, input: CommandInput): Promise<LeakReport> {
  const [model = '', ...sources] = input.positionals
  const named = input.texts('versions').flatMap((text) => text.split(','))
  const settings = await backtestSettings(context, input, model)
  const versions = await versionsOf(context, model, named, sources)
  const opened: Dataset[] = []
  try {
    const dataset = await openDataset(settings.dataset)
    opened.push(dataset)
    const digest = await dataset.digest(context.signal)
    const trainingRows = await openTrainingRows(context, versions, digest)
    opened.push(...trainingRows.values())
    const asked = { model, versions, settings, dataset, trainingRows }
    const request = await leakRequest(context, input, asked)
    const progress = context.progress('leak checks', 'rows', dataset.rowCount)
    try {
      const onProgress = (rows: number, share: number) => progress.update(rows, share)
      return await checkLeaks({ ...request, onProgress })
    } finally {
      progress.end()
    }
  } finally {
    await Promise.all(opened.map((dataset) => dataset.close()))
  }
}
