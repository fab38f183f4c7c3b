import type { CommonOfContender } from '../document/gather-common.ts'
import type { GatherOrder } from '../document/gather-contender.ts'
import type { JudgeUnit } from '../judge/judge-job.ts'

/** Judge partitions, keep them, and put together what was kept. What is asked first is done first. */
export interface Judges {
  /** @throws what judging throws; the reason of the signal */
  judge(unit: JudgeUnit): Promise<void>
  /** @throws as `judge` */
  gather(order: GatherOrder): Promise<CommonOfContender>
  close(): Promise<void>
}
