import type { LeakReport } from '@ratchet-ml/protocol'
import { checkLeaks } from '../../leaks/check-leaks.ts'
import type { Stand } from '../contenders/types.ts'
import type { FirstPass } from '../past/first-pass.ts'
import type { TimeSpan } from '../types.ts'
import type { BacktestRequest } from './backtest-request.ts'
import { isCommon } from './stand-by-partition.ts'

/** What is looked through for leaks while partitions are judged, and how it is broken off. */
export interface LeakSearch {
  readonly report: Promise<LeakReport>
  /** Resolves when nothing is read any more. */
  stop(): Promise<void>
}

/**
 * Looks for leaks in all rows, about those that count for every contender. The prediction log is left out, as it
 * says more tomorrow, and a back-test gives the same bytes then.
 */
export function lookForLeaks(
  request: BacktestRequest,
  firstPass: FirstPass,
  stands: readonly (readonly Stand[])[],
  signal: AbortSignal | undefined,
): LeakSearch {
  const { plan, dataset, question, leakContenders } = request
  const own = new AbortController()
  const report = checkLeaks({
    ...{ dataset, question, contenders: leakContenders },
    ...{ label: plan.label, time: plan.time, seed: plan.seed },
    knowledge: plan.dataset.config,
    partitionBy: typeof plan.partition === 'string' ? plan.partition : undefined,
    evidence: spansThatCount(request, firstPass, stands),
    hangTogether: plan.cluster !== undefined,
    signal: signal === undefined ? own.signal : AbortSignal.any([signal, own.signal]),
  })
  // Whoever waits for the report is told; nobody may wait yet.
  const ended = report.then(
    () => {},
    () => {},
  )
  return {
    report,
    stop: async () => {
      own.abort()
      await ended
    },
  }
}

/** `undefined` where partitions are no spans of time. */
function spansThatCount(
  { contenders }: BacktestRequest,
  { partitions }: FirstPass,
  stands: readonly (readonly Stand[])[],
): readonly TimeSpan[] | undefined {
  const counting = partitions.filter((_, index) => isCommon(contenders, stands[index] ?? []))
  const spans = counting.flatMap(({ ref }) => ref.span ?? [])
  return spans.length === counting.length ? spans : undefined
}
