import type { Provenance } from '@ratchet-ml/protocol'
import { micros, parseRfc3339, toRfc3339 } from '../platform/clock.ts'
import { Problem } from '../platform/problem.ts'
import { type Zone, zoneOf } from '../platform/zone.ts'

/** What somebody says of the data that a version was trained on. */
export type TrainedOn = Pick<Provenance, 'trainedOn' | 'elsewhere'>

/**
 * `elsewhere`, or a period `FROM..UNTIL` of event times, from inclusive, until exclusive: RFC 3339, or days
 * and months such as `2001-01-31` and `2001-01`, which begin at midnight of the zone.
 *
 * @param zone of the dataset whose days are meant
 * @throws Problem `usage`
 */
export function parseTrainedOn(text: string, zone: Zone = zoneOf('UTC')): TrainedOn {
  if (text === 'elsewhere') return { elsewhere: true }
  const [from, until, ...rest] = text.split('..').map((bound) => parseBound(bound, zone))
  if (from !== undefined && until !== undefined && rest.length === 0 && from < until) {
    return { trainedOn: { from: toRfc3339(micros(from)), until: toRfc3339(micros(until)) } }
  }
  const expected = 'FROM..UNTIL or elsewhere'
  throw new Problem('usage', `--trained-on: found ${JSON.stringify(text)}, expected ${expected}.`, {
    hint: `Write it as 2001-01-01..2001-02-01: from the first day to the day after the last, by the clock of ${zone.name}.`,
  })
}

/** What is known of the data that a version was trained on; nothing where nobody said it. */
export function trainedOnText({ trainedOn, elsewhere }: Provenance): string {
  return trainedOn === undefined ? (elsewhere ? 'elsewhere' : '') : periodText(trainedOn)
}

/** Days where both ends are midnights UTC, else times: the days of another zone are none of UTC. */
export function periodText({ from, until }: NonNullable<Provenance['trainedOn']>): string {
  const isDays = [from, until].every((end) => /T00:00:00(\.0+)?Z$/.test(end))
  const [first, last] = [from, until].map((end) => (isDays ? end.slice(0, 10) : minuteOf(end)))
  return `${first}..${last}`
}

function minuteOf(instant: string): string {
  return instant.replace(/(:00(\.0+)?|\.0+)Z$/, 'Z')
}

function parseBound(text: string, zone: Zone): number | undefined {
  const day = /^\d{4}-\d\d$/.test(text) ? `${text}-01` : text
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return parseRfc3339(text)
  const time = parseRfc3339(`${day}T00:00:00Z`)
  // What Date moved on, such as 30 February, does not read back.
  return time !== undefined && toRfc3339(time).startsWith(day) ? zone.toUtc(time) : undefined
}
