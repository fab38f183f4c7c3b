import type { Measures } from '../judge/contender-judge.ts'
import type { JudgedContender } from '../judge/judge-job.ts'
import { CommonGathering, type CommonOfContender } from './gather-common.ts'

/** What is to be gathered, in plain data that goes to another thread. */
export interface GatherOrder {
  /** Its place among the contenders. */
  readonly contender: number
  /** Partitions that count for every version and recipe, in their order. */
  readonly partitions: readonly { readonly index: number; readonly name: string }[]
  /** Labelled rows of all of them. */
  readonly rows: number
  /** The same by slicing column, then by value. */
  readonly sliceRows: readonly ReadonlyMap<string, number>[]
}

/** What is said of one contender over all partitions that count: their states are read one by one. */
export async function gatherContender(
  measures: Measures,
  { contender, partitions, rows, sliceRows }: GatherOrder,
  read: (index: number, contender: number) => Promise<JudgedContender>,
): Promise<CommonOfContender> {
  const gathering = new CommonGathering(measures, sliceRows.length)
  for (const { index, name } of partitions) gathering.add(name, await read(index, contender))
  const common = gathering.result(rows, sliceRows)
  gathering.release()
  return common
}
