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
  { tasks, made }: Known,
  { gap, name }: { readonly gap: number; readonly name: string },
): Stand {
  const usable = usableRefits(partition, tasks, gap)
  const models = usable.map((task) => ({ task, model: modelOf(task, made) }))
  for (const { task, model } of models) {
    if (model.kind !== 'made') continue
    const { path, digest } = model
    return {
      recipe: { kind: 'package', path, digest, name: `${name} on ${partition.name}` },
      counted: { kind: 'evidence' },
      digest,
      trainedOn: { from: task.from, until: task.until },
    }
  }
  const [newest] = models
  return noAnswer(newest?.model.kind === 'refused' ? newest.model.because : nothingEarlier)
}

const nothingEarlier = 'no model was trained on rows that end before this partition'

/** Nobody answers in a partition. */
export function noAnswer(because: string): Stand {
  return { recipe: { kind: 'none', because }, counted: { kind: 'no-answer', because } }
}

function modelOf({ id }: TrainingTask, made: Known['made']) {
  const model = made.get(id)
  if (model !== undefined) return model
  throw new TypeError(`the training task ${id} was not done`)
}
