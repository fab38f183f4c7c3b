import { aContender, aRequest, randomOf, start, withFeature } from '../some-rows.ts'
import { binary, day, hour, type Planted } from './planted-leak.ts'

/** A time that lies after the prediction. */
export const futureTime: readonly Planted[] = [
  future(
    'a time of closing after the event',
    'closed_at',
    (time, random) => time + random * 10 * day,
  ),
  future('a time that is later in one of fifty rows', 'seen_at', (time, random) =>
    random < 0.02 ? time + hour : time - hour,
  ),
  future(
    'a time of change that was overwritten by the last one',
    'changed_at',
    () => start + 200 * day,
  ),
  {
    ...{ name: 'a feature made of a time of closing', check: 'future-time' },
    ...{ severity: 'leak', feature: 'noise' },
    request: (seed) => {
      const plain = binary(seed)
      const closed = plain.times.map((time) => time + day)
      const { fields } = aContender(plain)
      const rows = withFeature(plain, 'closed_at', closed)
      const contenders = [aContender(rows, { fields })]
      return aRequest(rows, { contenders, config: { derive: { noise: 'hour(closed_at)' } } })
    },
  },
  {
    ...{ name: 'a time beyond that of late predictions', check: 'future-time' },
    ...{ severity: 'leak', feature: 'paid_at' },
    request: (seed) => {
      const rows = binary(seed)
      const paid = rows.times.map((time, row) => time + (row % 10 === 0 ? 3 * day : hour))
      return aRequest(withFeature(rows, 'paid_at', paid), { knowledge: { predictedAfter: '2d' } })
    },
  },
]

function future(
  name: string,
  feature: string,
  value: (time: number, random: number) => number,
): Planted {
  return {
    ...{ name, feature, check: 'future-time', severity: 'leak' },
    request: (seed) => {
      const random = randomOf(seed)
      const rows = binary(seed)
      const values = rows.times.map((time) => value(time, random.nextFloat()))
      return aRequest(withFeature(rows, feature, values))
    },
  }
}
