import type { FigureTable } from '../figure.ts'
import { valueText } from '../interval-point.ts'
import { countText, numberText, shareText } from '../number-text.ts'
import {
  type DifferenceForest,
  type DifferenceValue,
  type DifferenceVerdict,
  drawnRows,
  verdictOf,
} from './types.ts'

export function captionOf(data: DifferenceForest): string {
  const better =
    data.metric.direction === 'higher' ? 'Above zero is better' : 'Below zero is better'
  const { omitted } = drawnRows(data)
  const left =
    omitted > 0 ? `; ${countText(omitted, 'part')} between least and greatest not drawn` : ''
  return `${better}; whiskers: ${shareText(data.level)} interval${left}.`
}

export function summaryOf(data: DifferenceForest): string {
  const { rows, metric } = data
  if (rows.length === 0) return `${data.title}: nothing to show yet.`
  const overall = rows.filter(({ kind }) => kind === 'overall').slice(0, 4)
  const parts = rows.filter(({ kind }) => kind === 'part')
  const sentences = overall.map(
    (row) =>
      `${row.label}: ${differenceText(row.difference)}, ${verdictOf(row, metric.direction)}.`,
  )
  const counts = { better: 0, worse: 0, undecided: 0 }
  for (const row of parts) counts[verdictOf(row, metric.direction)] += 1
  const { better, worse, undecided } = counts
  const byPart =
    parts.length === 0
      ? []
      : [
          `Of ${countText(parts.length, 'part')} better in ${better}, worse in ${worse}, undecided in ${undecided}.`,
        ]
  return [`${data.title}. ${captionOf(data)}`, ...sentences, ...byPart].join(' ')
}

/** Every row, in its order. */
export function tableOf(data: DifferenceForest): FigureTable {
  return {
    caption: `${data.title}. ${captionOf(data)}`,
    columns: ['Rows', 'Difference', 'Verdict'],
    rows: data.rows.map((row) => [
      row.label,
      differenceText(row.difference),
      verdictOf(row, data.metric.direction),
    ]),
  }
}

/** A difference with its sign, such as `−0.0021 (−0.003 to −0.0012)`. */
export function differenceText(difference: DifferenceValue): string {
  if (difference.kind === 'undefined') return `undefined: ${difference.reason}`
  const sign = difference.value > 0 ? '+' : ''
  return `${sign}${valueText(difference)}`.replaceAll('-', '−')
}

/** The same in the room beside a row: every number with as many decimals as the largest needs. */
export function shortText(difference: DifferenceValue, decimals: number): string {
  if (difference.kind === 'undefined') return `undefined: ${difference.reason}`
  const { value, low, high } = difference
  const text = (number: number) => fixedText(number, decimals)
  const signed = `${value > 0 ? '+' : ''}${text(value)}`
  const ends = low === undefined || high === undefined ? '' : ` (${text(low)} to ${text(high)})`
  return `${signed}${ends}`.replaceAll('-', '−')
}

/** Decimals that leave three digits of the largest of the numbers; at most eight. */
export function decimalsOf(numbers: Iterable<number>): number {
  let largest = 0
  for (const number of numbers) largest = Math.max(largest, Math.abs(number))
  let decimals = 0
  for (let scaled = largest; scaled < 100 && decimals < 8 && largest > 0; scaled *= 10)
    decimals += 1
  return decimals
}

function fixedText(number: number, decimals: number): string {
  if (!Number.isFinite(number) || Math.abs(number) >= 1e9) return numberText(number)
  return decimals === 0 ? numberText(Math.round(number)) : number.toFixed(decimals)
}

/** A sign for each verdict that does not need colour. */
export const verdictSigns: Readonly<Record<DifferenceVerdict, string>> = {
  better: '✓ better',
  worse: '✗ worse',
  undecided: '? undecided',
}
