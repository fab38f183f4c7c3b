import type { Dataset } from '../datasets/index.ts'
import { parseRfc3339 } from '../platform/clock.ts'
import { Problem } from '../platform/problem.ts'

const local = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?)?)?$/

/**
 * A bound of event times in microseconds UTC: RFC 3339, or `2001`, `2001-01`, `2001-01-31`,
 * `2001-01-31T08:00` in the zone of the dataset, each meaning its first instant.
 *
 * @throws Problem `usage`
 */
export function parseTimeBound(text: string, option: string, zone: Dataset['zone']): number {
  const exact = parseRfc3339(text)
  if (exact !== undefined) return exact
  const match = local.exec(text)
  if (match !== null) {
    const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
      .slice(1)
      .map((part) => (part === undefined ? undefined : Number(part)))
    const time = Date.UTC(year, month - 1, day, hour, minute, second)
    // What Date moved on, such as 30 February, does not read back.
    if (sameDigits(new Date(time).toISOString(), text)) return zone.toUtc(time * 1000)
  }
  throw new Problem('usage', `--${option}: found ${JSON.stringify(text)}, expected a time.`, {
    hint: `Write it as 2001-01-31, 2001-01 (both in zone ${zone.name}) or 2001-01-31T08:00:00Z.`,
  })
}

function sameDigits(iso: string, text: string): boolean {
  return iso.replace('T', ' ').startsWith(text.replace('T', ' '))
}
