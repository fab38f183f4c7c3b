import { outputsOfTask } from '@ratchet-ml/scoring'
import { columnsUsed } from '../../../datasets/expression/index.ts'
import type { Dataset } from '../../../datasets/index.ts'
import type { CommandContext, CommandInput } from '../../../platform/cli-kit/types.ts'
import { Problem } from '../../../platform/problem.ts'
import { settleContenders } from '../../backtest/contenders/settle-contenders.ts'
import type { OpenedVersion } from '../../backtest/contenders/versions/open-versions.ts'
import { parseTraining } from '../../backtest/contenders/versions/training-of.ts'
import type { BacktestSettings } from '../../backtest/plan/backtest-settings.ts'
import { findRecipes } from '../../backtest/recipes/settle-recipes.ts'
import type { Answered } from '../../label-reader.ts'
import { leakContenders, plainFields } from '../contenders-of-plan.ts'
import { liveLogOf } from '../live-log.ts'
import type { LeakRequest } from '../plan-leaks.ts'
import type { LeakContender } from '../types.ts'

export interface Asked {
  readonly model: string
  readonly versions: readonly OpenedVersion[]
  readonly settings: BacktestSettings
  readonly dataset: Dataset
  /** Rows that versions were trained on, by the names of these. */
  readonly trainingRows: ReadonlyMap<string, Dataset>
}

/** What the command line and ratchet.yaml ask of the leak checks. @throws Problem as settling does */
export async function leakRequest(
  context: CommandContext,
  input: CommandInput,
  asked: Asked,
): Promise<LeakRequest> {
  const { model, settings, dataset, trainingRows } = asked
  const project = await context.project()
  const { contenders, question } = await contendersOf(context, input, asked)
  const { label, time, partition, cluster, seed } = settings
  const leftOut = project?.config.endpoints[model]?.log?.redact ?? []
  return {
    ...{ dataset, question, label, time, seed, signal: context.signal },
    contenders: contenders.map((contender) => {
      const rows = trainingRows.get(contender.name)
      return rows === undefined ? contender : { ...contender, trainingRows: rows }
    }),
    knowledge: settings.dataset.config,
    partitionBy: typeof partition === 'string' ? partition : undefined,
    hangTogether: cluster !== undefined,
    live: liveLogOf(async (query) => (await context.client()).queryLog(query), model, leftOut),
  }
}

interface Judged {
  readonly contenders: readonly LeakContender[]
  readonly question: Answered
}

async function contendersOf(
  context: CommandContext,
  input: CommandInput,
  { model, versions, settings, dataset }: Asked,
): Promise<Judged> {
  const { label, recipes = [] } = settings
  if (versions.length + recipes.length === 0) return columnsAlone(settings, dataset)
  const project = await context.project()
  const said = input.text('trained-on')
  const { plans, packages, question } = await settleContenders(context, {
    ...{ model, versions, dataset, label, baselines: [] },
    datasetDigest: await dataset.digest(context.signal),
    recipes: findRecipes(recipes, project?.config.recipes ?? {}),
    recipeFolder: project?.folder ?? context.workingFolder,
    ...(said !== undefined && { trainedOn: parseTraining(said, dataset.zone) }),
  })
  return { contenders: leakContenders(plans, packages, dataset.columns), question }
}

/** Before there is a model, every column is looked at but those that the label is made of. */
function columnsAlone({ label, time }: BacktestSettings, dataset: Dataset): Judged {
  const { kind } = dataset.column(label)
  if (kind !== 'number' && kind !== 'boolean') {
    const detail = `The label ${label} holds ${kind}, and no version says which classes there are.`
    throw new Problem('usage', detail, {
      hint: `Derive one that is true or false, such as --derive "yes=${label} == 'yes'", or name a version.`,
    })
  }
  const derive = dataset.config.derive ?? {}
  const own = Object.hasOwn(derive, label) ? columnsUsed(derive[label] ?? '') : []
  const without = new Set([label, time, ...own])
  const names = dataset.columns.map(({ name }) => name).filter((name) => !without.has(name))
  const task = kind === 'boolean' ? 'binary' : 'regression'
  const fields = plainFields(names, dataset.columns)
  const notCompared = 'no version was named'
  return {
    contenders: [{ name: 'all columns', fields, notCompared }],
    question: { task, outputs: outputsOfTask(task) },
  }
}
