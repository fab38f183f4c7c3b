import type { ContenderPlan, FilesRecipe, RecipeConfig, TrainerRecipe } from '@ratchet-ml/protocol'
import { findNearestName, type Package } from '@ratchet-ml/scoring'
import type { CommandContext } from '../../../platform/cli-kit/types.ts'
import { micros, parseRfc3339, toRfc3339 } from '../../../platform/clock.ts'
import { Problem } from '../../../platform/problem.ts'
import { openSource } from '../../../registry/index.ts'
import type { Clock } from '../contenders/predictors/types.ts'

export interface RecipeFacts {
  /** Of the first version; empty where no version is judged. */
  readonly features: readonly string[]
  /** Of the dataset: days begin by its clock. */
  readonly zone: Clock
}

/** A recipe with the packages that it names. */
export interface SettledRecipe {
  readonly plan: Extract<ContenderPlan, { kind: 'trainer' | 'files' }>
  readonly packages: readonly Package[]
}

/** The recipes of ratchet.yaml by name. @throws Problem `usage` for a name that it does not have */
export function findRecipes(
  names: readonly string[],
  recipes: Readonly<Record<string, RecipeConfig>>,
): readonly (readonly [string, RecipeConfig])[] {
  return names.map((name) => {
    const config = Object.hasOwn(recipes, name) ? recipes[name] : undefined
    if (config !== undefined) return [name, config]
    const nearest = findNearestName(name, Object.keys(recipes))
    const known = Object.keys(recipes).join(', ') || 'none'
    throw new Problem('usage', `ratchet.yaml has no recipe ${JSON.stringify(name)}.`, {
      hint: nearest === undefined ? `It has: ${known}.` : `Did you mean ${nearest}?`,
    })
  })
}

/**
 * Everything that determines a recipe: a trainer's settings, or the packages of its files.
 *
 * @param context its working folder is what the paths of files are relative to
 * @throws Problem `usage` for a day that is none, and as `openSource` does
 */
export async function settleRecipe(
  context: Pick<CommandContext, 'workingFolder' | 'client'>,
  name: string,
  config: RecipeConfig,
  facts: RecipeFacts,
): Promise<SettledRecipe> {
  if ('models' in config) return await settleFiles(context, `recipe:${name}`, config, facts)
  return { plan: trainerPlan(`recipe:${name}`, config, facts), packages: [] }
}

function trainerPlan(
  name: string,
  { features, ...recipe }: TrainerRecipe,
  facts: RecipeFacts,
): SettledRecipe['plan'] {
  const chosen = [...(features ?? facts.features)]
  return {
    kind: 'trainer',
    name,
    recipe: { ...recipe, features: chosen, ...settingsOf(name, recipe) },
  }
}

/** What the trainer goes by, told or not. @throws Problem `usage` for what is another trainer's */
function settingsOf(name: string, { algorithm, l2, rate, passes }: TrainerRecipe) {
  const isOnline = algorithm === 'online-logistic'
  const others = Object.entries(isOnline ? { l2 } : { rate, passes })
  const [surplus] = others.find(([, value]) => value !== undefined) ?? []
  if (surplus !== undefined) {
    throw new Problem('usage', `${name}: ${algorithm} has no ${surplus}.`, {
      hint: isOnline ? 'It has rate and passes.' : 'It has l2.',
    })
  }
  return isOnline ? { rate: rate ?? 0.1, passes: passes ?? 2 } : { l2: l2 ?? 1 }
}

async function settleFiles(
  context: Pick<CommandContext, 'workingFolder' | 'client'>,
  name: string,
  { models }: FilesRecipe,
  { zone }: RecipeFacts,
): Promise<SettledRecipe> {
  const packages: Package[] = []
  const settled: Extract<ContenderPlan, { kind: 'files' }>['models'] = []
  for (const { source, trainedFrom, trainedUntil } of models) {
    const opened = await openSource(context, source)
    packages.push(opened.package)
    const until = instantOf(name, trainedUntil, zone)
    const from = trainedFrom === undefined ? undefined : instantOf(name, trainedFrom, zone)
    if (from !== undefined && from >= until) {
      const detail = `${name}: found trainedFrom ${trainedFrom}, expected a time before ${trainedUntil}.`
      throw new Problem('usage', detail)
    }
    settled.push({
      source,
      digest: opened.package.digest,
      ...(from !== undefined && { from: toRfc3339(micros(from)) }),
      until: toRfc3339(micros(until)),
    })
  }
  return { plan: { kind: 'files', name, models: settled }, packages }
}

/** An instant, or the beginning of a day by the dataset's clock. */
function instantOf(recipe: string, text: string, zone: Clock): number {
  const exact = parseRfc3339(text)
  if (exact !== undefined) return exact
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? parseRfc3339(`${text}T00:00:00Z`) : undefined
  // What Date moved on, such as 30 February, does not read back.
  if (day !== undefined && toRfc3339(day).startsWith(text)) return zone.toUtc(day)
  throw new Problem('usage', `${recipe}: found ${JSON.stringify(text)}, expected a day.`, {
    hint: 'Write it as 2001-02-01, or with its time and zone as 2001-02-01T00:00:00Z.',
  })
}
