import type { Known, Stand, TrainingTask } from '../contenders/types.ts'
import type { PartitionRef } from '../types.ts'
import { usableRefits } from './schedule.ts'

/**
 * What stands in a partition: the newest of the models that were made in time. One that could not be made
 * leaves the word to the one before it; where there is none, the newest tells why.
 *
 * @param name who answers, for messages
 */
export function answerOfModels(
  partition: PartitionRef,
  tasks: readonly TrainingTask[],
  { made }: Known,
  { gap, name }: { readonly gap: number; readonly name: string },
): Stand {
  let because = 'no rows to learn from end before this partition'
  for (const task of usableRefits(partition, tasks, gap).toReversed()) {
    const model = made.get(task.id)
    if (model === undefined) throw new TypeError(`the task ${task.id} of ${name} was not done`)
    if (model.kind === 'refused') because = model.because
  }
  for (const { id, from, until } of usableRefits(partition, tasks, gap)) {
    const model = made.get(id)
    if (model?.kind !== 'made') continue
    const { path, digest } = model
    return {
      recipe: { kind: 'package', path, digest, name: `${name} on ${partition.name}` },
      counted: { kind: 'evidence' },
      digest,
      ...(from !== undefined && { trainedOn: { from, until } }),
    }
  }
  return { recipe: { kind: 'none', because }, counted: { kind: 'no-answer', because } }
}
