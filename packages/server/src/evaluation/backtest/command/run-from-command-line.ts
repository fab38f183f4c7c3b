import { ServerProblem } from '@ratchet-ml/client'
import type { Backtest } from '@ratchet-ml/protocol'
import type { Digest } from '@ratchet-ml/scoring'
import { type Dataset, openDataset } from '../../../datasets/index.ts'
import type { CommandContext, CommandInput } from '../../../platform/cli-kit/types.ts'
import { Problem } from '../../../platform/problem.ts'
import { type SettledContenders, settleContenders } from '../contenders/settle-contenders.ts'
import {
  type OpenedVersion,
  openChampion,
  openKnownVersions,
  openVersions,
} from '../contenders/versions/open-versions.ts'
import { parseTraining } from '../contenders/versions/training-of.ts'
import { backtestId } from '../plan/backtest-id.ts'
import type { BacktestPlan } from '../plan/backtest-plan.ts'
import { type BacktestSettings, backtestSettings, workersOf } from '../plan/backtest-settings.ts'
import { makePlan } from '../plan/make-plan.ts'
import { findRecipes } from '../recipes/settle-recipes.ts'
import type { BacktestPorts } from './ports.ts'
import { runWithProgress } from './run-with-progress.ts'

export interface Ran {
  readonly result: Backtest
  /** Whether it is to be recorded: when all its versions are in the registry, unless said. */
  readonly isRecorded: boolean
  /** Whether it was recorded before and has not been computed again. */
  readonly isKnown: boolean
}

/** Plans and runs what the command line and ratchet.yaml say. */
export async function runFromCommandLine(
  context: CommandContext,
  input: CommandInput,
  ports: BacktestPorts,
): Promise<Ran> {
  const [model = ''] = input.positionals
  const settings = await backtestSettings(context, input, model)
  const versions = await versionsOf(context, input, settings)
  const workers = workersOf(input)
  const dataset = await openDataset(settings.dataset)
  try {
    const digest = await dataset.digest(context.signal)
    const settled = await settle(context, input, { versions, settings, dataset, digest })
    const { plans, question, packages, areRegistered } = settled
    const incumbent = await incumbentOf(context, model, versions, settled)
    const asked = { model, question, settings, dataset, digest, incumbent }
    const plan = makePlan({ ...asked, contenders: plans })
    const isRecorded = input.flag('record') || (areRegistered && !input.flag('no-record'))
    const looks = isRecorded && !input.flag('again')
    const known = looks ? await findRecorded(context, plan) : undefined
    if (known !== undefined) return { result: known, isRecorded, isKnown: true }
    const result = await runWithProgress(context, {
      ...{ plan, question, dataset, settings: settings.dataset, workers, ...ports },
      packages: [...packages.values()],
    })
    return { result, isRecorded, isKnown: false }
  } finally {
    await dataset.close()
  }
}

/** Recipes may be judged without a version. */
async function versionsOf(
  context: CommandContext,
  input: CommandInput,
  { recipes = [] }: BacktestSettings,
): Promise<readonly OpenedVersion[]> {
  const [model = '', ...sources] = input.positionals
  const named = input.texts('versions').flatMap((text) => text.split(','))
  if (named.join() === 'none' && sources.length === 0 && recipes.length > 0) return []
  const isAnyNamed = named.length + sources.length > 0
  const versions =
    recipes.length > 0 && !isAnyNamed
      ? await openKnownVersions(context, model)
      : await openVersions(context, model, named, sources)
  if (versions.length > 0 || recipes.length > 0) return versions
  throw new Problem('version-not-found', `The model ${model} has no version.`, {
    hint: 'Push one first, name a model file or a package after the model, or give --recipes.',
  })
}

interface Asked {
  readonly versions: readonly OpenedVersion[]
  readonly settings: BacktestSettings
  readonly dataset: Dataset
  readonly digest: Digest
}

async function settle(
  context: CommandContext,
  input: CommandInput,
  { versions, settings, dataset, digest }: Asked,
): Promise<SettledContenders> {
  const [model = ''] = input.positionals
  const said = input.text('trained-on')
  const project = await context.project()
  const { label, series, baselines, recipes = [] } = settings
  return await settleContenders(context, {
    ...{ model, versions, dataset, datasetDigest: digest, label },
    recipes: findRecipes(recipes, project?.config.recipes ?? {}),
    recipeFolder: project?.folder ?? context.workingFolder,
    ...(said !== undefined && { trainedOn: parseTraining(said, dataset.zone) }),
    ...(baselines !== undefined && { baselines }),
    ...(series !== undefined && { series }),
  })
}

/**
 * The champion, where it is among those that are judged, and not the first: that is compared with anyway,
 * so that the back-test stays the same when it is promoted.
 */
async function incumbentOf(
  context: CommandContext,
  model: string,
  versions: readonly OpenedVersion[],
  { plans }: SettledContenders,
): Promise<string | undefined> {
  if (versions.every(({ provenance }) => provenance === undefined)) return undefined
  const champion = await openChampion(context, model)
  const digest = champion?.package.digest
  const found = plans.find((plan) => plan.kind === 'version' && plan.digest === digest)
  return found === plans[0] ? undefined : found?.name
}

/** The id says everything that determines the result, so a recorded one need not be run again. */
async function findRecorded(
  context: CommandContext,
  plan: BacktestPlan,
): Promise<Backtest | undefined> {
  try {
    return await (await context.client()).backtest(backtestId(plan))
  } catch (problem) {
    const isNew = problem instanceof ServerProblem && problem.body.code === 'backtest-not-found'
    if (isNew) return undefined
    throw problem
  }
}
