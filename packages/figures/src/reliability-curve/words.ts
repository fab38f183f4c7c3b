import type { FigureTable } from '../figure.ts'
import { numberText, shareText } from '../number-text.ts'
import { drawableBins, meanGap, type ReliabilityCurve, type ReliabilitySeries } from './types.ts'

export function captionOf({ level, series }: ReliabilityCurve): string {
  const bins = series.flatMap(drawableBins)
  const hasIntervals = bins.some(({ low, high }) => low !== undefined && high !== undefined)
  const whiskers = hasIntervals ? `whiskers: ${shareText(level)} interval` : 'no intervals'
  return `On the dashed line what is predicted happens as often; ${whiskers}; bars: rows.`
}

export function summaryOf(data: ReliabilityCurve): string {
  const drawn = data.series.filter((series) => drawableBins(series).length > 0)
  if (drawn.length === 0) return `${data.title}: nothing to show yet.`
  const sentences = drawn.slice(0, 8).map(sentenceOf)
  const rest = drawn.length > 8 ? [`And ${drawn.length - 8} more contenders.`] : []
  return [`${data.title}.`, ...sentences, ...rest].join(' ')
}

export function tableOf(data: ReliabilityCurve): FigureTable {
  return {
    caption: `${data.title}. Intervals at ${shareText(data.level)}.`,
    columns: ['Contender', 'Predicted', 'Happened', 'Interval', 'Rows'],
    rows: data.series.flatMap((series) =>
      drawableBins(series).map(({ predicted, observed, low, high, n }) => [
        series.name,
        numberText(predicted),
        numberText(observed),
        low === undefined || high === undefined
          ? 'none'
          : `${numberText(low)} to ${numberText(high)}`,
        numberText(n),
      ]),
    ),
  }
}

function sentenceOf(series: ReliabilitySeries): string {
  const farthest = drawableBins(series).reduce((a, b) =>
    Math.abs(b.observed - b.predicted) > Math.abs(a.observed - a.predicted) ? b : a,
  )
  const { predicted, observed } = farthest
  const most = `most where ${numberText(predicted)} was predicted and ${numberText(observed)} happened`
  return `${series.name}: off by ${numberText(meanGap(series) ?? 0)} on average, ${most}.`
}
