import type { LeakReport } from '@ratchet-ml/protocol'
import type { Digest } from '@ratchet-ml/scoring'
import { checkLeaks } from '../../leaks/index.ts'
import type { LeakContender } from '../../leaks/types.ts'
import { toSpan } from '../contenders/to-span.ts'
import type { PlannedContender, ShelvedPackage, Stand } from '../contenders/types.ts'
import type { FirstPass } from '../past/first-pass.ts'
import type { BacktestPlan } from '../plan/backtest-plan.ts'
import type { BacktestRequest } from './backtest-request.ts'
import { isCommon } from './stand-by-partition.ts'

/** The versions of a plan, as leak checks look at them. */
export function leakContenders(
  { contenders }: BacktestPlan,
  packages: ReadonlyMap<Digest, ShelvedPackage>,
): readonly LeakContender[] {
  return contenders.flatMap((contender): LeakContender[] => {
    if (contender.kind !== 'version') return []
    const { name, digest, training } = contender
    const shelved = packages.get(digest as Digest) // the plan was checked
    if (shelved === undefined) return []
    const { contract } = shelved
    const trainedOn = training.kind === 'span' ? toSpan(training.span) : undefined
    return [{ name, contract, ...(trainedOn && { trainedOn }) }]
  })
}

/**
 * What makes the result look better than the versions will be; `undefined` where none is judged. What a
 * prediction log says is not asked: the same back-test must give the same bytes as the log grows.
 */
export async function findLeaks(
  { plan, contenders, versions, dataset }: BacktestRequest,
  firstPass: FirstPass,
  stands: readonly (readonly Stand[])[],
  signal: AbortSignal | undefined,
): Promise<LeakReport | undefined> {
  if (versions.length === 0) return undefined
  const { label, time, partition, cluster, seed } = plan
  return await checkLeaks({
    ...{ dataset, contenders: versions, label, time, seed, signal },
    hangTogether: cluster !== undefined,
    ...(typeof partition === 'string' && {
      partitionBy: partition,
      evidence: evidenceOf(contenders, firstPass, stands),
    }),
  })
}

/** Spans of the partitions that count for every version and recipe. */
function evidenceOf(
  contenders: readonly PlannedContender[],
  { partitions }: FirstPass,
  stands: readonly (readonly Stand[])[],
) {
  return partitions.flatMap(({ ref }, i) => {
    return ref.span !== undefined && isCommon(contenders, stands[i] ?? []) ? [ref.span] : []
  })
}
