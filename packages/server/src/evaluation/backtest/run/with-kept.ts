import type { JudgeUnit } from '../judge/judge-job.ts'
import { type JudgeOptions, judgeUnit } from '../judge/judge-unit.ts'
import type { JudgeWorld } from '../judge/judge-world.ts'
import { keepPartition } from './kept-partitions.ts'

/** Judges the partitions of a unit and keeps each as soon as it is judged. */
export async function judgeAndKeep(
  world: JudgeWorld,
  unit: JudgeUnit,
  folder: string,
  options: JudgeOptions,
): Promise<void> {
  for await (const judged of judgeUnit(world, unit, options)) {
    world.sync()
    await keepPartition(folder, judged)
  }
}
