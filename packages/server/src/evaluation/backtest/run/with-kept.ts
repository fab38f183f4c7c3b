import type { CommonOfContender } from '../document/gather-common.ts'
import { type GatherOrder, gatherContender } from '../document/gather-contender.ts'
import type { JudgeUnit } from '../judge/judge-job.ts'
import { type JudgeOptions, judgeUnit } from '../judge/judge-unit.ts'
import type { JudgeWorld } from '../judge/judge-world.ts'
import { keepPartition, readKeptContender } from './kept-partitions.ts'

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

/** Gathers what was kept of a contender. */
export async function gatherKept(
  { judging }: JudgeWorld,
  order: GatherOrder,
  folder: string,
): Promise<CommonOfContender> {
  return await gatherContender(judging.measures, order, async (index, contender) => {
    const judged = await readKeptContender(folder, index, contender)
    if (judged !== undefined) return judged
    throw new Error(`Partition ${index} was judged and is gone from ${folder}.`)
  })
}
