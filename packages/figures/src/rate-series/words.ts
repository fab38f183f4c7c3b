import type { FigureTable } from '../figure.ts'
import { countText, numberText } from '../number-text.ts'
import { type RateSecond, type RateSeries, secondsOf } from './types.ts'

export function captionOf(data: RateSeries): string {
  const { answered, failed, seen, last } = totalsOf(secondsOf(data))
  if (seen === 0) return 'No traffic was seen yet.'
  const requests = `${countText(answered, 'request')} in ${countText(seen, 'second')}`
  const failures = failed === 0 ? 'none failed' : `${numberText(failed)} failed`
  return `Now ${numberText(last)} a second; ${requests}, ${failures}.`
}

export function summaryOf(data: RateSeries): string {
  const seconds = secondsOf(data)
  const peak = Math.max(0, ...seconds.map((second) => second.total ?? 0))
  return `${data.title}, the last ${spanText(seconds.length - 1)}. ${captionOf(data)} At most ${numberText(peak)} a second.`
}

/** One row for each ten seconds that were watched, newest first. */
export function tableOf(data: RateSeries): FigureTable {
  const seconds = secondsOf(data)
  const rows: string[][] = []
  for (let start = 0; start < seconds.length - 1; start += 10) {
    const group = seconds.filter(
      ({ secondsAgo }) => secondsAgo > start - 1 && secondsAgo < start + 10,
    )
    const { answered, failed, seen } = totalsOf(group)
    if (seen === 0) continue
    const span = `${start} to ${start + 10} s ago`
    rows.push([span, numberText(answered / seen), numberText(answered), numberText(failed)])
  }
  return {
    caption: `${data.title}. ${captionOf(data)}`,
    columns: ['When', 'Requests a second', 'Requests', 'Failed'],
    rows,
  }
}

function totalsOf(seconds: readonly RateSecond[]) {
  let answered = 0
  let failed = 0
  let seen = 0
  let last = 0
  for (const second of seconds) {
    if (second.total === undefined) continue
    answered += second.total
    failed += second.failed
    seen += 1
    last = second.total
  }
  return { answered, failed, seen, last }
}

function spanText(seconds: number): string {
  return seconds % 60 === 0 ? countText(seconds / 60, 'minute') : countText(seconds, 'second')
}
