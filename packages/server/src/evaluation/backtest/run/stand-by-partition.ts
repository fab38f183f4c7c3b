import type { History } from '../contenders/history/types.ts'
import type { MadeModel, PlannedContender, Stand, TrainingTask } from '../contenders/types.ts'
import type { CountedPartition } from '../past/first-pass.ts'
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
  partitions: readonly CountedPartition[],
  history: History,
  { tasks, models }: Made,
): readonly (readonly Stand[])[] {
  const refs = partitions.map(({ ref }) => ref)
  return partitions.map(({ ref, rows, unlabelled }) => {
    const past = history.before(ref, refs)
    return contenders.map((contender, i) => {
      const known = { past, tasks: tasks[i] ?? [], made: models }
      const stand = standOf(contender, contender.on(ref, known), ref)
      return rows > unlabelled ? stand : standWithoutLabels(stand)
    })
  })
}

/** Rows without labels say nothing about anybody, so their partition is not among those that count. */
function standWithoutLabels(stand: Stand): Stand {
  if (stand.counted.kind !== 'evidence') return stand
  return { ...stand, counted: { kind: 'no-answer', because: 'none of its rows has a label' } }
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
