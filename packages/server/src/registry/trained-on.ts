import type { Provenance } from '@ratchet-ml/protocol'
import { parseRfc3339, toRfc3339 } from '../platform/clock.ts'
import { Problem } from '../platform/problem.ts'

/**
 * A period `FROM..UNTIL` of event times, from inclusive, until exclusive: RFC 3339, or days and
 * months such as `2001-01-31` and `2001-01`, which begin at midnight UTC.
 *
 * @throws Problem `usage`
 */
export function parseTrainedOn(text: string): NonNullable<Provenance['trainedOn']> {
  const [from, until, ...rest] = text.split('..').map(parseBound)
  if (from !== undefined && until !== undefined && rest.length === 0 && from < until) {
    return { from: toRfc3339(from), until: toRfc3339(until) }
  }
  throw new Problem('usage', `--trained-on: found ${JSON.stringify(text)}, expected FROM..UNTIL.`, {
    hint:
      text === 'elsewhere'
        ? 'It stays with the version, and whether data are others depends on those that are asked about: say `elsewhere` to ratchet backtest and ratchet check.'
        : 'Write it as 2001-01-01..2001-02-01: from the first day to the day after the last, UTC.',
  })
}

function parseBound(text: string) {
  const day = /^\d{4}-\d\d$/.test(text) ? `${text}-01` : text
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return parseRfc3339(text)
  const time = parseRfc3339(`${day}T00:00:00Z`)
  // What Date moved on, such as 30 February, does not read back.
  return time !== undefined && toRfc3339(time).startsWith(day) ? time : undefined
}
