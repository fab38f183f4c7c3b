import { createHash } from 'node:crypto'
import { canonicalJson } from '@ratchet-ml/scoring'
import type { TrainingTask } from '../contenders/types.ts'

/** The id of a task: a digest of all that it says. */
export function taskId(task: Omit<TrainingTask, 'id'>): string {
  return createHash('sha256').update(canonicalJson(task)).digest('hex')
}
