import type { ContenderPlan } from '@ratchet-ml/protocol'
import type { History } from '../contenders/history/types.ts'
import { parseDuration } from '../contenders/parse-duration.ts'
import type { PlannedContender, PlanningWorld } from '../contenders/types.ts'
import type { PartitionRef } from '../types.ts'
import { answerOfModels } from './answer-of-models.ts'
import { checkFeatures, checkOneHot, checkTrainer } from './check-trainer.ts'
import { recipeDigest } from './recipe-digest.ts'
import { refitsOf, type Schedule } from './schedule.ts'
import { taskOf } from './task-of.ts'

type TrainerPlan = Extract<ContenderPlan, { kind: 'trainer' }>

/**
 * A recipe that trains anew as time goes on: in each partition the newest model answers whose training
 * had ended the gap before.
 *
 * @throws Problem `usage`, `data-column-missing` for a recipe that does not suit the task or the data
 */
export function planTrainer(plan: TrainerPlan, world: PlanningWorld): PlannedContender {
  const { name, recipe } = plan
  checkTrainer(name, recipe.algorithm, world)
  checkFeatures(name, recipe.features, world)
  checkOneHot(name, recipe.oneHot ?? [], recipe.features)
  const schedule = scheduleOf(plan, world.gap)
  return {
    name,
    kind: 'recipe',
    says: `a ${recipe.algorithm} model, ${wordsOf(schedule)}`,
    digest: recipeDigest(recipe),
    columns: recipe.features,
    asText: [],
    memory: {},
    plan,
    tasks: (partitions, history) =>
      refitsOf(partitions, schedule, firstTimeOf(partitions, history)).map((refit) =>
        taskOf(recipe, refit, world.label),
      ),
    on: (partition, known) => answerOfModels(partition, known, { gap: world.gap, name }),
  }
}

/** Event time of the first labelled row; infinite where there is none. */
export function firstTimeOf(partitions: readonly PartitionRef[], history: History): number {
  return partitions.reduce(
    (first, { name }) => Math.min(first, history.spanOf(name)?.from ?? Number.POSITIVE_INFINITY),
    Number.POSITIVE_INFINITY,
  )
}

function scheduleOf({ recipe }: TrainerPlan, gap: number): Schedule {
  const { every, window, after } = recipe
  return {
    ...{ every, gap },
    ...(after !== undefined && { after }),
    ...(window !== undefined && {
      window: typeof window === 'string' ? parseDuration(window) : window,
    }),
  }
}

function wordsOf({ every, window }: Schedule): string {
  const past = window === undefined ? 'all of the past' : 'a window of the past'
  if (every === 'never') return `trained once on ${past}`
  const often = every === 1 ? 'every partition' : `every ${every} partitions`
  return `trained anew for ${often} on ${past}`
}
