import type { JudgeSetup } from '../judge/judge-job.ts'
import type { FirstPass } from '../past/first-pass.ts'
import { type BacktestRequest, partitionBy, windowsOf } from './backtest-request.ts'

/** What judges of all partitions have in common, in plain data that goes to threads. */
export function toSetup(request: BacktestRequest, { residualEdges }: FirstPass): JudgeSetup {
  const { plan, contenders, question, place } = request
  const { label, time, metrics, own, seed, level, slices, cluster } = plan
  return {
    ...{ dataset: place, question, label, time, metrics, level, slices, cluster, residualEdges },
    ...{ own, seed },
    by: partitionBy(plan),
    contenders: contenders.map(({ name }) => name),
    windows: windowsOf(contenders),
    columns: [...new Set(contenders.flatMap(({ columns }) => columns))],
    asText: [...new Set(contenders.flatMap(({ asText }) => asText))],
  }
}
