import type { History } from '../contenders/history/types.ts'
import type { MadeModel, PlannedContender, Stand, TrainingTask } from '../contenders/types.ts'
import type { PartitionRef } from '../types.ts'

/** What came of the training tasks of all contenders. */
export interface Made {
  /** By contender. */
  readonly tasks: readonly (readonly TrainingTask[])[]
  /** By the ids of the tasks. */
  readonly models: ReadonlyMap<string, MadeModel>
}

/** How every contender stands in every partition: by partition, then by contender. */
export function standByPartition(
  contenders: readonly PlannedContender[],
  partitions: readonly PartitionRef[],
  history: History,
  { tasks, models }: Made,
): readonly (readonly Stand[])[] {
  return partitions.map((partition) => {
    const past = history.before(partition, partitions)
    return contenders.map((contender, i) => {
      const known = { past, tasks: tasks[i] ?? [], made: models }
      return standOf(contender, contender.on(partition, known), partition)
    })
  })
}

/**
 * A contender that has no answer is no evidence, whatever it was trained on. Rows of a partition by a
 * column that lie outside of all windows are none that a version was trained on, though others between
 * them may be.
 */
function standOf({ kind }: PlannedContender, stand: Stand, { isTrainedOn }: PartitionRef): Stand {
  const { recipe, counted } = stand
  if (recipe.kind === 'none') {
    return { ...stand, counted: { kind: 'no-answer', because: recipe.because } }
  }
  const isOutside = isTrainedOn === false && kind !== 'recipe' && counted.kind === 'trained-on'
  return isOutside ? { ...stand, counted: { kind: 'evidence' } } : stand
}

/** Whether the rows count for every version and recipe. */
export function isCommon(
  contenders: readonly PlannedContender[],
  stands: readonly Stand[],
): boolean {
  return contenders.every(
    ({ kind }, i) => kind === 'baseline' || stands[i]?.counted.kind === 'evidence',
  )
}
