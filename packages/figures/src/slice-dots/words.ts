import type { FigureTable } from '../figure.ts'
import { pointText } from '../interval-point.ts'
import { countText, numberText, shareText } from '../number-text.ts'
import { drawableValue, mostSlices, type SliceDots, worstFirst } from './types.ts'

export function captionOf(data: SliceDots): string {
  const { metric, slices, level } = data
  const isHigher = metric.direction === 'higher'
  const hasIntervals = slices.some(({ points }) =>
    points.some((point) => drawableValue(point)?.low !== undefined),
  )
  const left = slices.length - mostSlices
  return [
    isHigher ? 'Higher is better' : 'Lower is better',
    'the worst first',
    hasIntervals ? `whiskers: ${shareText(level)} interval` : 'no intervals',
    ...(left > 0 ? [`the worst ${mostSlices} of ${numberText(slices.length)} slices`] : []),
  ]
    .join('; ')
    .concat('.')
}

export function summaryOf(data: SliceDots): string {
  const { subject = 0 } = data
  const first = data.contenders[subject]
  const slices = worstFirst(data)
  const judged = slices.filter(({ points }) => drawableValue(points[subject]) !== undefined)
  const [worst] = judged
  const best = judged.at(-1)
  if (first === undefined || worst === undefined || best === undefined) {
    return `${data.title}: nothing to show yet.`
  }
  const text = (row: typeof worst) =>
    `${row.slice}, ${pointText(row.points[subject])} in ${countText(row.rows, 'row')}`
  const missing = slices.length - judged.length
  return [
    `${data.title}, ${countText(slices.length, 'slice')}. ${captionOf(data)}`,
    `${first.name}: worst in ${text(worst)}; best in ${text(best)}.`,
    ...(missing > 0 ? [`Without a value in ${countText(missing, 'slice')}.`] : []),
  ].join(' ')
}

/** Every slice, the worst first. */
export function tableOf(data: SliceDots): FigureTable {
  return {
    caption: `${data.title}. Intervals at ${shareText(data.level)}; the worst first.`,
    columns: ['Slice', 'Rows', ...data.contenders.map(({ name }) => name)],
    rows: worstFirst(data).map(({ slice, rows, points }) => [
      slice,
      numberText(rows),
      ...data.contenders.map((_, index) => pointText(points[index])),
    ]),
  }
}
