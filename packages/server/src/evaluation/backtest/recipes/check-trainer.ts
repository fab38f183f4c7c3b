import { findNearestName } from '@ratchet-ml/scoring'
import { Problem } from '../../../platform/problem.ts'
import type { PlanningWorld, TrainingTask } from '../contenders/types.ts'

/** The built-in trainer that is usual for a task, if one suits it. */
export function trainerFor({
  task,
  classes,
}: Pick<PlanningWorld, 'task' | 'classes'>): 'logistic' | 'linear' | undefined {
  if (task === 'regression') return 'linear'
  return classes === 2 ? 'logistic' : undefined
}

/** @throws Problem `usage` when a trainer makes models of another task */
export function checkTrainer(
  name: string,
  algorithm: TrainingTask['algorithm'],
  world: Pick<PlanningWorld, 'task' | 'classes'>,
): void {
  const suitable = trainerFor(world)
  if (algorithm === suitable) return
  if (suitable === 'logistic' && algorithm === 'online-logistic') return
  const detail = `${name} trains by ${algorithm}; the models' task is ${world.task}.`
  throw new Problem('usage', detail, {
    hint:
      suitable === undefined
        ? 'Name model files with the end of their training data instead.'
        : `Write algorithm: ${suitable}.`,
  })
}

/** @throws Problem `usage`, `data-column-missing` */
export function checkFeatures(
  name: string,
  features: readonly string[],
  { columns, label }: Pick<PlanningWorld, 'columns' | 'label'>,
): void {
  if (features.length === 0) {
    throw new Problem('usage', `${name} needs to know its features.`, {
      hint: 'Write features: [...] in its recipe, or judge a version, whose features it then takes.',
    })
  }
  for (const feature of features) {
    if (feature === label) {
      throw new Problem('usage', `${name}: ${label} is the label, which no row has beforehand.`)
    }
    const column = columns.find((candidate) => candidate.name === feature)
    if (column === undefined) throw missing(name, feature, columns)
    if (column.kind === 'timestamp') {
      throw new Problem('usage', `${name}: ${feature} holds times, expected numbers or text.`, {
        hint: `Derive a number from it, such as hour(${feature}).`,
      })
    }
  }
}

/** @throws Problem `usage` for a name that is no feature */
export function checkOneHot(
  name: string,
  oneHot: readonly string[],
  features: readonly string[],
): void {
  const other = oneHot.find((feature) => !features.includes(feature))
  if (other === undefined) return
  throw new Problem('usage', `${name}: oneHot names ${other}, which is no feature.`, {
    hint: `Its features are ${features.join(', ')}.`,
  })
}

function missing(name: string, column: string, columns: PlanningWorld['columns']): Problem {
  const names = columns.map((candidate) => candidate.name)
  const nearest = findNearestName(column, names)
  return new Problem(
    'data-column-missing',
    `The data for ${name} have no column ${JSON.stringify(column)}.`,
    {
      hint: nearest === undefined ? `They have: ${names.join(', ')}.` : `Did you mean ${nearest}?`,
    },
  )
}
