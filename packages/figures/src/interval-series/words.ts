import type { FigureTable } from '../figure.ts'
import { isDrawable, pointText, uncountedText } from '../interval-point.ts'
import { countText, numberText, shareText } from '../number-text.ts'
import { drawablePoints, type IntervalContender, type IntervalSeries } from './types.ts'

export function captionOf(data: IntervalSeries): string {
  const parts = [`${data.metric.direction === 'higher' ? 'Higher' : 'Lower'} is better`]
  parts.push(hasIntervals(data) ? `whiskers: ${shareText(data.level)} interval` : 'no intervals')
  const undefinedCount = countUndefined(data)
  if (undefinedCount > 0) parts.push(`${countText(undefinedCount, 'value')} undefined (×)`)
  return `${parts.join('; ')}.`
}

/** What the picture shows, contender by contender. */
export function summaryOf(data: IntervalSeries): string {
  const { partitions, contenders } = data
  if (partitions.length === 0 || contenders.length === 0) {
    return `${data.title}: nothing to show yet.`
  }
  const span = partitions.length === 1 ? partitions[0] : `${partitions[0]} to ${partitions.at(-1)}`
  const shown = contenders.slice(0, 8).map((contender) => sentenceOf(contender, data))
  const rest = contenders.length > 8 ? [`And ${contenders.length - 8} more contenders.`] : []
  return [`${data.title}, ${span}. ${captionOf(data)}`, ...shown, ...rest].join(' ')
}

export function tableOf(data: IntervalSeries): FigureTable {
  return {
    caption: `${data.title}. ${captionOf(data)}`,
    columns: ['Partition', ...data.contenders.map((contender) => contender.name)],
    rows: data.partitions.map((partition, index) => [
      partition,
      ...data.contenders.map((contender) => pointText(contender.points[index])),
    ]),
  }
}

function sentenceOf(contender: IntervalContender, data: IntervalSeries): string {
  const counted = drawablePoints(contender).filter((point) => point.counted)
  const last = counted.at(-1)
  const note = uncountedNote(contender, data)
  if (last === undefined) return `${contender.name}: no counted value.${note}`
  const sign = data.metric.direction === 'higher' ? -1 : 1
  const best = counted.reduce((a, b) => (sign * b.value < sign * a.value ? b : a))
  const name = (index: number) => data.partitions[index] ?? ''
  const ends = `last ${numberText(last.value)} in ${name(last.partition)}`
  return `${contender.name}: ${ends}, best ${numberText(best.value)} in ${name(best.partition)}.${note}`
}

function uncountedNote(contender: IntervalContender, data: IntervalSeries): string {
  const byReason = new Map<string, string[]>()
  for (const [index, partition] of data.partitions.entries()) {
    const point = contender.points[index]
    if (point === undefined || point.counted) continue
    const reason = uncountedText(point)
    const known = byReason.get(reason)
    if (known === undefined) byReason.set(reason, [partition])
    else known.push(partition)
  }
  return [...byReason]
    .map(([reason, names]) => ` ${capitalised(reason)}: ${namesOf(names)}.`)
    .join('')
}

function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}

function namesOf(partitions: readonly string[]): string {
  if (partitions.length <= 3) return partitions.join(', ')
  return `${partitions[0]} … ${partitions.at(-1)} (${partitions.length} partitions)`
}

function hasIntervals(data: IntervalSeries): boolean {
  return data.contenders.some((contender) =>
    drawablePoints(contender).some((point) => point.low !== undefined),
  )
}

function countUndefined(data: IntervalSeries): number {
  let count = 0
  for (const { points } of data.contenders) {
    for (const point of points) {
      if (point?.kind === 'undefined') count += 1
      if (point?.kind === 'value' && !isDrawable(point.value)) count += 1
    }
  }
  return count
}
