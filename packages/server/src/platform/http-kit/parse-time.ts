import { type Micros, parseRfc3339 } from '../clock.ts'
import { Problem } from '../problem.ts'

const mostShown = 40

/**
 * The moment that a parameter of a query names; `undefined` where the query is without it.
 * @param place such as `?/at`
 * @throws Problem `request-invalid` for a text that is no time
 */
export function parseTime(text: string | undefined, place: string): Micros | undefined {
  if (text === undefined) return undefined
  const time = parseRfc3339(text)
  if (time !== undefined) return time
  const found = JSON.stringify(text.slice(0, mostShown))
  throw new Problem(
    'request-invalid',
    `${place}: found ${found}, expected a time in RFC 3339 such as 2026-11-21T14:00:00Z.`,
  )
}
