import type { Backtest, Contender, PartitionResult } from '@ratchet-ml/protocol'
import { toInstants } from '../../../datasets/index.ts'
import type { PlannedContender, Stand } from '../contenders/types.ts'
import type { JudgedPartition } from '../judge/judge-job.ts'
import type { CountedPartition, FirstPass } from '../past/first-pass.ts'
import { backtestId } from '../plan/backtest-id.ts'
import type { BacktestPlan } from '../plan/backtest-plan.ts'
import type { ComparableMetric } from '../plan/choose-metrics.ts'

type Result = PartitionResult['results'][string]

/** What a document is made of, beside what was judged. */
export interface DocumentParts {
  readonly plan: BacktestPlan
  readonly contenders: readonly PlannedContender[]
  readonly metrics: readonly ComparableMetric[]
  readonly firstPass: FirstPass
  /** By partition, then by contender. */
  readonly stands: readonly (readonly Stand[])[]
  readonly partitions: readonly PartitionResult[]
}

/** The document of a back-test, but for what is said over several partitions. */
export function toBacktest(parts: DocumentParts): Backtest {
  const { plan, contenders, metrics, firstPass, partitions } = parts
  const { rows, outside } = firstPass
  const { name, digest } = plan.dataset
  return {
    id: backtestId(plan),
    model: plan.model,
    task: plan.task,
    dataset: { name, digest, rows, ...(outside > 0 && { untimed: outside }) },
    label: plan.label,
    partitionBy: nameOfPartition(plan.partition),
    level: plan.level,
    metrics: metrics.map(({ name, title, direction }) => ({ name, title, direction })),
    contenders: contenders.map(toContender),
    partitions: [...partitions],
    plan: { ...plan },
  }
}

/** `month`, or the column. */
function nameOfPartition(partition: BacktestPlan['partition']): string {
  return typeof partition === 'string' ? partition : partition.column
}

function toContender({ name, kind, digest, trainedOn }: PlannedContender): Contender {
  return {
    ...{ name, kind },
    ...(digest && { digest }),
    ...(trainedOn && { trainedOn: toInstants(trainedOn) }),
  }
}

/** A partition and what every contender did there. */
export function toPartitionResult(
  contenders: readonly PlannedContender[],
  { ref }: CountedPartition,
  stands: readonly Stand[],
  judged: JudgedPartition,
): PartitionResult {
  const results = contenders.map(({ name }, i): [string, Result] => {
    const { counted, digest, trainedOn } = stands[i] ?? noStand()
    const { metrics, because } = judged.contenders[i] ?? noStand()
    const answers = because === undefined || counted.kind === 'no-answer'
    return [
      name,
      {
        counted: answers ? counted : { kind: 'no-answer', because: withoutStop(because) },
        metrics: { ...metrics },
        ...(digest && { digest }),
        ...(trainedOn && { trainedOn: toInstants(trainedOn) }),
      },
    ]
  })
  return {
    partition: ref.name,
    ...(ref.where === undefined && ref.span !== undefined && toInstants(ref.span)),
    rows: judged.rows,
    unlabelled: judged.unlabelled,
    results: Object.fromEntries(results),
  }
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '')
}

function noStand(): never {
  throw new TypeError('a contender was not judged')
}
