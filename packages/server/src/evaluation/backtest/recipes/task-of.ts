import type { TrainingTask } from '../contenders/types.ts'
import type { TimeSpan } from '../types.ts'
import { taskId } from './task-id.ts'

/** What a task says beside the data; what a recipe does not say is absent or undefined. */
type Settings = Pick<TrainingTask, 'algorithm' | 'features' | 'mostColumns'> & {
  readonly [Setting in 'oneHot' | 'l2' | 'rate' | 'passes']?: TrainingTask[Setting] | undefined
}

/** The task of learning from a span of event times. */
export function taskOf(
  { algorithm, features, oneHot, l2, rate, passes, mostColumns }: Settings,
  { from, until }: TimeSpan,
  label: string,
  stride = 1,
): TrainingTask {
  const said = {
    ...{ algorithm, label, features, from, until },
    ...(oneHot !== undefined && { oneHot }),
    ...(l2 !== undefined && { l2 }),
    ...(rate !== undefined && { rate }),
    ...(passes !== undefined && { passes }),
    ...(stride > 1 && { stride }),
    ...(mostColumns !== undefined && { mostColumns }),
  }
  return { id: taskId(said), ...said }
}
