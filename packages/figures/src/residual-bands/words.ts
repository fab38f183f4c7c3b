import type { FigureTable } from '../figure.ts'
import { numberText } from '../number-text.ts'
import { drawableResiduals, type ResidualBands } from './types.ts'

export const caption =
  'Label less prediction: above zero too little was predicted. Bands: half of the rows, and nine in ten.'

export function summaryOf(data: ResidualBands): string {
  const bins = drawableResiduals(data)
  const [first] = bins
  const last = bins.at(-1)
  if (first === undefined || last === undefined) return `${data.title}: nothing to show yet.`
  const farthest = bins.reduce((a, b) => (Math.abs(b.mean) > Math.abs(a.mean) ? b : a))
  const widest = bins.reduce((a, b) => (b.q95 - b.q05 > a.q95 - a.q05 ? b : a))
  return [
    `${data.title}, predictions of ${data.label} from ${numberText(first.predicted)} to ${numberText(last.predicted)}.`,
    `The mean is farthest from zero where ${numberText(farthest.predicted)} is predicted: ${numberText(farthest.mean)}.`,
    `Nine in ten are widest apart where ${numberText(widest.predicted)} is predicted: ${numberText(widest.q05)} to ${numberText(widest.q95)}.`,
  ].join(' ')
}

export function tableOf(data: ResidualBands): FigureTable {
  return {
    caption: `${data.title}: label less prediction`,
    columns: ['Predicted', 'Mean', '5 %', '25 %', '50 %', '75 %', '95 %', 'Rows'],
    rows: drawableResiduals(data).map(({ predicted, mean, q05, q25, q50, q75, q95, n }) =>
      [predicted, mean, q05, q25, q50, q75, q95, n].map(numberText),
    ),
  }
}
