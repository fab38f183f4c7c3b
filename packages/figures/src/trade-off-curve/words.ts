import type { FigureTable } from '../figure.ts'
import { numberText, shareText } from '../number-text.ts'
import { type CurveSeries, drawableCurve, heightAt, type TradeOffCurve } from './types.ts'

interface Words {
  readonly below: string
  readonly left: string
  readonly guess: string
  readonly caption: string
  /** Where the curves are told in words, and how. */
  readonly at: number
  says(height: string): string
}

/** The words of each kind of curve. */
export const wordsOf: Readonly<Record<TradeOffCurve['kind'], Words>> = {
  roc: {
    below: 'false positives, of all negatives',
    left: 'true positives, of all positives',
    guess: 'guessing',
    caption: 'Farther up and to the left is better; the dashed line is guessing.',
    at: 0.1,
    says: (height) => `at 10 % false positives it finds ${height} of the positives`,
  },
  'precision-recall': {
    below: 'recall: found, of all positives',
    left: 'precision: right, of all found',
    guess: 'guessing: the share of positives',
    caption: 'Farther up and to the right is better.',
    at: 0.5,
    says: (height) => `where half of the positives are found, ${height} of those found are right`,
  },
}

const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]

export function summaryOf(data: TradeOffCurve): string {
  const drawn = data.series.filter((series) => drawableCurve(series).length > 0)
  if (drawn.length === 0) return `${data.title}: nothing to show yet.`
  const sentences = drawn.slice(0, 8).map((series) => sentenceOf(series, data.kind))
  const rest = drawn.length > 8 ? [`And ${drawn.length - 8} more contenders.`] : []
  return [`${data.title}. ${wordsOf[data.kind].caption}`, ...sentences, ...rest].join(' ')
}

/** Heights of the curves at a dozen places. */
export function tableOf(data: TradeOffCurve): FigureTable {
  const curves = data.series.map(drawableCurve)
  return {
    caption: `${data.title}: ${wordsOf[data.kind].left}`,
    columns: [wordsOf[data.kind].below, ...data.series.map(({ name }) => name)],
    rows: steps.map((step) => [
      numberText(step),
      ...curves.map((points) => {
        const height = heightAt(points, step)
        return height === undefined ? 'none' : numberText(height)
      }),
    ]),
  }
}

function sentenceOf(series: CurveSeries, kind: TradeOffCurve['kind']): string {
  const { at, says } = wordsOf[kind]
  const height = heightAt(drawableCurve(series), at)
  return height === undefined
    ? `${series.name}: the curve does not reach there.`
    : `${series.name}: ${says(shareText(height))}.`
}
