import type { Backtest, PartitionResult } from '@ratchet-ml/protocol'
import type { Stand } from '../contenders/types.ts'
import { toBacktest, toPartitionResult } from '../document/to-backtest.ts'
import { type CommonPartition, toCommon } from '../document/to-common.ts'
import { toComparisons } from '../document/to-comparisons.ts'
import type { JudgedPartition } from '../judge/judge-job.ts'
import type { GatheredLosses } from '../judge/losses/partition-losses.ts'
import type { FirstPass } from '../past/first-pass.ts'
import type { ComparableMetric } from '../plan/choose-metrics.ts'
import type { BacktestRequest } from './backtest-request.ts'
import type { Judges } from './judges.ts'
import { readKept } from './kept-partitions.ts'
import { isCommon } from './stand-by-partition.ts'

/** What is known before the first row is judged. */
export interface Planned {
  readonly request: BacktestRequest
  readonly metrics: readonly ComparableMetric[]
  readonly firstPass: FirstPass
  /** By partition, then by contender. */
  readonly stands: readonly (readonly Stand[])[]
}

/** The document from what was kept, but for the leaks: what contenders lost is compared while threads gather. */
export async function assemble(
  { request, metrics, firstPass, stands }: Planned,
  folder: string,
  judges: Pick<Judges, 'gather'>,
): Promise<Backtest> {
  const { plan, contenders } = request
  const partitions: PartitionResult[] = []
  const losses: GatheredLosses[] = []
  const common: CommonPartition[] = []
  for (const [index, counted] of firstPass.partitions.entries()) {
    const own = stands[index] ?? []
    const judged = await readJudged(folder, index)
    partitions.push(toPartitionResult(contenders, counted, own, judged))
    losses.push(judged.losses)
    if (isCommon(contenders, own)) common.push({ index, name: counted.ref.name, judged })
  }
  const gathering = toCommon({
    ...{ slices: plan.slices, partitions: common },
    contenders: contenders.map(({ name }) => name),
    gather: (order) => judges.gather(order),
  })
  gathering.catch(() => {}) // told below
  const comparisons = toComparisons(plan, contenders, metrics, partitions, losses)
  return {
    ...toBacktest({ plan, contenders, metrics, firstPass, stands, partitions }),
    common: await gathering,
    comparisons: [...comparisons],
  }
}

async function readJudged(folder: string, index: number): Promise<JudgedPartition> {
  const judged = await readKept(folder, index)
  if (judged !== undefined) return judged
  throw new Error(`Partition ${index} was judged and is gone from ${folder}.`)
}
