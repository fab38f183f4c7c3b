import type { Backtest, MetricValue } from '@ratchet-ml/protocol'
import { periodText } from '../../../registry/index.ts'
import { inSentence } from '../compare/words.ts'

/** What the marks of a table mean, and why cells are empty or do not count. */
export function legendOf(backtest: Backtest): string {
  const { level, common } = backtest
  const share = Number((level * 100).toFixed(2))
  const lines = [`* best of a row; ± half the ${share} % interval`, ...trainingOf(backtest)]
  if (common?.partitions.length === 0) {
    lines.push('no rows count for every version and recipe, so nothing is said over all')
  } else if (common !== undefined && common.partitions.length < backtest.partitions.length) {
    lines.push(`all that count: ${common.partitions.join(', ')}`)
  }
  return [...lines, ...ranksOf(backtest), ...reasonsOf(backtest)].join('\n')
}

/** Absence of evidence about the training must not look like evidence about the model. */
const unstated =
  'nobody said what it was trained on, so its rows are not counted; --trained-on FROM..UNTIL says it, or --trained-on elsewhere'

const untold = 'the rows have no times that tell which of them those are, so none is counted'

function trainingOf({ contenders, partitions }: Backtest): readonly string[] {
  return contenders.flatMap(({ name, trainedOn }) => {
    const counted = partitions.map(({ results }) => results[name]?.counted.kind)
    const isUnknown = counted.includes('training-unknown')
    if (trainedOn === undefined) return isUnknown ? [`${name}: ${unstated}`] : []
    const follows = isUnknown ? untold : 'rows of that time are not counted'
    return [`${name} was trained on ${periodText(trainedOn)}: ${follows}`]
  })
}

/** Metrics of the order of rows say of all rows together more than of any part of them. */
function ranksOf({ partitions, common, metrics, contenders }: Backtest): readonly string[] {
  if (common === undefined || partitions.length < 2) return []
  const isAsked = metrics.some(({ name }) => name === 'auc')
  const constant = contenders.filter(({ name }) => {
    const values = partitions.map(({ results }) => results[name]?.metrics['auc'])
    const known = values.flatMap((value) => (value?.kind === 'value' ? [value.value] : []))
    const all = common.results[name]?.['auc']
    return known.length > 1 && known.every((auc) => auc === 0.5) && all?.kind === 'value'
  })
  if (!isAsked || constant.length === 0) return []
  const names = constant.map(({ name }) => name).join(', ')
  return [
    `${names}: one number for all rows of a partition, so the AUC over all ranks partitions, and no row within one`,
  ]
}

/** Each reason once, with the first partition that it holds for, and the metrics unless it is all. */
function reasonsOf({ partitions, metrics }: Backtest): readonly string[] {
  const reasons = new Map<string, string>()
  for (const { partition, results } of partitions) {
    for (const [name, { metrics: values }] of Object.entries(results)) {
      for (const [reason, titles] of titlesByReason(values, metrics)) {
        const key = `${name}: ${reason}`
        const of = titles.length < metrics.length ? `, ${titles.join(', ')}` : ''
        if (!reasons.has(key)) reasons.set(key, `- ${name}, ${partition}${of}: ${reason}`)
      }
    }
  }
  return [...reasons.values()]
}

function titlesByReason(
  values: Readonly<Record<string, MetricValue>>,
  metrics: Backtest['metrics'],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const { name, title } of metrics) {
    const value = values[name]
    if (value?.kind !== 'undefined') continue
    found.set(value.reason, [...(found.get(value.reason) ?? []), inSentence(title)])
  }
  return found
}
