import type { Backtest, MetricValue, PartitionResult, SliceResult } from '@ratchet-ml/protocol'
import { findMetric, numberMean } from '@ratchet-ml/stats'
import type { Known, Places } from '../types.ts'

type Metrics = Readonly<Record<string, MetricValue>>

/** What a requirement asks about: a metric of a contender, at a level. */
export interface Question {
  readonly metric: string
  readonly confidence: number
  readonly fewestRows?: number | undefined
}

/** Below this many rows nothing is said, whatever the interval. */
const fewestToJudge = 30

/** Intervals of 95 % may be asked for as 0.95 or as what arithmetic makes of it. */
const levelSlack = 1e-9

/** A metric of a contender over all rows that count. */
export function knownOverall(backtest: Backtest, contender: string, asked: Question): Known {
  const { common } = backtest
  if (common === undefined) {
    return unknown(
      'The back-test was recorded by an earlier release, without results over all rows.',
    )
  }
  if (common.rows === 0) return unknown(noRowsCount(backtest, contender))
  const metrics = common.results[contender]
  return fewest(knownOf(backtest, metrics, contender, asked), asked)
}

/** Whether the rows of a partition say anything about all of some contenders. */
export function countsFor({ results }: PartitionResult, contenders: readonly string[]): boolean {
  return contenders.every((name) => {
    const kind = results[name]?.counted.kind
    return kind === 'evidence' || kind === 'no-answer' || kind === undefined
  })
}

/** A metric of a contender in one partition. */
export function knownInPartition(
  backtest: Backtest,
  { results }: PartitionResult,
  contender: string,
  asked: Question,
): Known {
  const result = results[contender]
  if (result?.counted.kind === 'no-answer') {
    return unknown(`${contender} answers nothing there: ${result.counted.because}.`)
  }
  return knownOf(backtest, result?.metrics, contender, asked)
}

/** A metric of a contender in one slice of all rows that count. */
export function knownInSlice(
  backtest: Backtest,
  { results }: SliceResult,
  contender: string,
  asked: Question,
): Known {
  return knownOf(backtest, results[contender], contender, asked)
}

/** Splits places by whether they have rows enough. */
export function withRows(
  places: readonly { readonly place: string; readonly rows: number; readonly known: Known }[],
  fewestRows = 0,
): Places {
  const enough = places.filter(({ rows }) => rows >= fewestRows)
  return {
    placed: enough.map(({ place, known }) => ({ place, known })),
    leftOut: places.filter(({ rows }) => rows < fewestRows).map(({ place }) => place),
  }
}

export function unknown(because: string, n = 0): Known {
  return { kind: 'unknown', n, because }
}

/** Why no row says anything about a contender. */
export function noRowsCount({ contenders }: Backtest, contender: string): string {
  const trained = contenders
    .filter(({ kind }) => kind !== 'baseline')
    .map(({ name, trainedOn }) =>
      trainedOn === undefined
        ? `nobody said what ${name} was trained on (--trained-on)`
        : `${name} was trained on ${trainedOn.from.slice(0, 10)}..${trainedOn.until.slice(0, 10)}`,
    )
  return `No rows count as evidence about ${contender}: ${trained.join('; ')}.`
}

function knownOf(
  backtest: Backtest,
  metrics: Metrics | undefined,
  contender: string,
  { metric, confidence }: Question,
): Known {
  const found = metrics?.[metric]
  if (found === undefined) return unknown(`The back-test has no ${metric} of ${contender}.`)
  const { n } = found
  if (found.kind === 'undefined') return unknown(`${metric} is undefined: ${found.reason}`, n)
  if (n < fewestToJudge) {
    return unknown(`It rests on ${n} rows; at least ${fewestToJudge} are needed.`, n)
  }
  const { value, low, high, level = backtest.level, support = n } = found
  if (low === undefined || high === undefined) {
    return unknown(`${metric} of ${contender} has no interval there.`, n)
  }
  const tooLow = levelTooLow(level, confidence)
  if (tooLow !== undefined) return unknown(tooLow, n)
  const promise = findMetric(metric)?.interval ?? promiseOfNumbers
  if (support < promise.from) {
    const have = Math.floor(support * 10) / 10
    const because =
      `${metric} rests on ${have} ${promise.unit}; its interval holds from ${promise.from} of them on, ` +
      'whatever fewestRows is.'
    return unknown(because, n)
  }
  return { kind: 'known', value, low, high, n }
}

/** Of metrics that the model declares over a number of each row, whether averaged, divided or added up. */
const promiseOfNumbers = numberMean({
  name: '',
  title: '',
  direction: 'higher',
  formula: '',
}).interval

/** Why an interval of one level cannot be judged at another; wider than asked is good enough. */
export function levelTooLow(level: number, confidence: number): string | undefined {
  if (level >= confidence - levelSlack) return undefined
  const shown = (share: number) => `${Number((share * 100).toFixed(4))} %`
  return (
    `The intervals are of ${shown(level)} and ${shown(confidence)} is asked: ` +
    `run the back-test with --level ${confidence}.`
  )
}

function fewest(known: Known, { fewestRows = 0 }: Question): Known {
  if (known.n === 0 || known.n >= fewestRows) return known
  return unknown(`It rests on ${known.n} rows; at least ${fewestRows} are asked.`, known.n)
}
