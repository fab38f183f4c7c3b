import type {
  BaselineConfig,
  ContenderPlan,
  RecipeConfig,
  VersionTraining,
} from '@ratchet-ml/protocol'
import { type Digest, featuresOf, type Package } from '@ratchet-ml/scoring'
import type { Dataset } from '../../../datasets/index.ts'
import type { CommandContext } from '../../../platform/cli-kit/types.ts'
import { Problem } from '../../../platform/problem.ts'
import { type Answered, classCountOf } from '../../label-reader.ts'
import { championName } from '../baselines/baseline-kinds.ts'
import type { BaselineFacts } from '../baselines/kinds/types.ts'
import { settleBaselines } from '../baselines/settle-baselines.ts'
import { settleRecipe } from '../recipes/settle-recipes.ts'
import { byDigest, questionOf } from './question.ts'
import { type OpenedVersion, openChampion } from './versions/open-versions.ts'
import { trainingOf } from './versions/training-of.ts'

/** Who is to be judged. */
export interface ContenderRequest {
  readonly model: string
  readonly versions: readonly OpenedVersion[]
  /** What the command line says of versions of which nothing is known. */
  readonly trainedOn?: VersionTraining
  readonly recipes: readonly (readonly [string, RecipeConfig])[]
  /** What the paths of recipes are relative to. */
  readonly recipeFolder: string
  /** Absent: those that are usual for the task. */
  readonly baselines?: readonly BaselineConfig[]
  readonly dataset: Dataset
  readonly datasetDigest: Digest
  readonly label: string
  /** The column that tells series apart. */
  readonly series?: string
}

/** Files of so many bytes are read again for every model that is trained on some of their rows. */
const smallFiles = 64 << 20

/** Everything that determines the contenders, in the order of the table. */
export interface SettledContenders {
  readonly plans: readonly ContenderPlan[]
  /** What labels and answers are. */
  readonly question: Answered
  /** Those that plans name. */
  readonly packages: ReadonlyMap<Digest, Package>
  /** Whether all packages are versions in the registry, so that it can be run again from it. */
  readonly areRegistered: boolean
}

/**
 * Settles who is judged: versions, the champion, recipes and baselines, each with all that its answers
 * depend on.
 *
 * @throws Problem `usage`, `contract-incompatible`, `data-column-missing`, `version-not-found`, and as
 * `openSource` does
 */
export async function settleContenders(
  context: Pick<CommandContext, 'workingFolder' | 'client' | 'note'>,
  request: ContenderRequest,
): Promise<SettledContenders> {
  const { dataset, label, recipeFolder } = request
  const [first] = request.versions
  const features = first === undefined ? [] : featuresOf(first.package.contract)
  const names = features.map(({ name }) => name)
  const recipes = await Promise.all(
    request.recipes.map(([name, config]) =>
      settleRecipe({ ...context, workingFolder: recipeFolder }, name, config, {
        features: names,
        zone: dataset.zone,
      }),
    ),
  )
  const champion = await championOf(context, request)
  const versions = [...request.versions, ...champion]
  const answering = [
    ...versions.map((version) => ({ name: version.name, package: version.package })),
    ...recipes.flatMap(({ plan, packages }) =>
      packages.map((pkg) => ({ name: plan.name, package: pkg })),
    ),
  ]
  const recipePlans = recipes.map(({ plan }) => plan)
  const question = questionOf(answering, recipePlans, dataset.column(label))
  const versionPlans = versions.map((version) => versionPlan(version, request))
  const baselines = settleBaselines(request.baselines, {
    task: question.task,
    classes: classCountOf(question),
    label,
    columns: dataset.columns,
    zone: dataset.zone,
    features: names,
    isQuickToRead: 'readSpan' in dataset || dataset.sizeBytes <= smallFiles,
    ...(request.series !== undefined && { series: request.series }),
    ...firstWindow(versionPlans),
  })
  const plans = [...versionPlans, ...recipePlans, ...baselines]
  checkNames(plans.map(({ name }) => name))
  return {
    plans,
    question,
    packages: byDigest(answering.map((one) => one.package)),
    areRegistered:
      versions.every(isRegistered) && recipePlans.every(({ kind }) => kind === 'trainer'),
  }
}

/**
 * The champion, where it is not judged anyway: when it is asked for, or when no baselines are named and
 * there is a registry that versions came from.
 */
async function championOf(
  context: Pick<CommandContext, 'workingFolder' | 'client' | 'note'>,
  { model, versions, baselines }: ContenderRequest,
): Promise<readonly OpenedVersion[]> {
  const isNeeded = baselines?.includes(championName) === true
  const isWelcome = baselines === undefined && versions.some(isRegistered)
  if (!isNeeded && !isWelcome) return []
  const champion = await openChampion(context, model)
  if (champion === undefined && isNeeded) {
    throw new Problem('version-not-found', `The model ${model} has no champion.`, {
      hint: `ratchet promote ${model}@N makes a version the champion.`,
    })
  }
  const isJudged = versions.some((version) => version.package.digest === champion?.package.digest)
  return champion === undefined || isJudged ? [] : [champion]
}

function versionPlan(
  { name, package: { digest }, provenance }: OpenedVersion,
  { trainedOn, datasetDigest }: ContenderRequest,
): Extract<ContenderPlan, { kind: 'version' }> {
  return {
    kind: 'version',
    name,
    digest,
    training: trainingOf(provenance, trainedOn, datasetDigest),
  }
}

function firstWindow(
  plans: readonly Extract<ContenderPlan, { kind: 'version' }>[],
): Pick<BaselineFacts, 'trainedOn'> {
  for (const { training } of plans)
    if (training.kind === 'span') return { trainedOn: training.span }
  return {}
}

function isRegistered({ provenance }: OpenedVersion): boolean {
  return provenance !== undefined
}

function checkNames(names: readonly string[]): void {
  const repeated = names.find((name, i) => names.indexOf(name) !== i)
  if (repeated === undefined) return
  throw new Problem('usage', `There are two contenders ${repeated}.`, {
    hint: 'Name each version and recipe once; `as` gives a baseline another name.',
  })
}
