import type { TrainingTask } from '../contenders/types.ts'
import type { TimeSpan } from '../types.ts'
import { taskId } from './task-id.ts'

/** What a task says beside the data. */
type Settings = Pick<TrainingTask, 'algorithm' | 'features' | 'l2' | 'mostColumns'>

/** The task of learning from a span of event times. */
export function taskOf(
  { algorithm, features, l2, mostColumns }: Settings,
  { from, until }: TimeSpan,
  label: string,
  stride = 1,
): TrainingTask {
  const said = {
    ...{ algorithm, label, features, l2, from, until },
    ...(stride > 1 && { stride }),
    ...(mostColumns !== undefined && { mostColumns }),
  }
  return { id: taskId(said), ...said }
}
