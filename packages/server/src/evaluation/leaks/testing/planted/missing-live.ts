import type { LeakFeature } from '../../types.ts'
import { aContender, aRequest, type SomeRows, start, training, withFeature } from '../some-rows.ts'
import { binary, day, type Planted } from './planted-leak.ts'

/** A column that is gone where the model is to be used. */
export const missingLive: readonly Planted[] = [
  gone('a column that ends with the training window', (time) => time < training.until),
  gone('a column that ends two months later', (time) => time < start + 150 * day),
  {
    ...{ name: 'a column that ends, where nobody knows of training', check: 'missing-live' },
    ...{ severity: 'leak', feature: 'noise' },
    request: (seed) => {
      const rows = withoutWhere(binary(seed), (time) => time > start + 100 * day)
      const { fields } = aContender(rows)
      return aRequest(rows, { contenders: [{ name: 'rows@1', fields }] })
    },
  },
  {
    ...{ name: 'a column that no live caller sends', check: 'missing-live' },
    ...{ severity: 'leak', feature: 'income' },
    request: (seed) => aRequest(binary(seed), { live: aLog(1000, { income: 995, visits: 40 }) }),
  },
  {
    ...{ name: 'a column that is away for a month', check: 'missing-live' },
    ...{ severity: 'suspicion', feature: 'noise' },
    request: (seed) => {
      const away = { from: start + 121 * day, until: start + 152 * day }
      const isAway = (time: number) => time >= away.from && time < away.until
      return aRequest(withoutWhere(binary(seed), isAway))
    },
  },
]

function gone(name: string, isThere: (time: number) => boolean): Planted {
  return {
    ...{ name, check: 'missing-live', severity: 'leak', feature: 'noise' },
    request: (seed) => aRequest(withoutWhere(binary(seed), (time) => !isThere(time))),
  }
}

function withoutWhere(rows: SomeRows, isGone: (time: number) => boolean): SomeRows {
  const noise = rows.features['noise'] as Float64Array // as it was made
  const values = noise.map((value, row) => (isGone(rows.times[row] as number) ? Number.NaN : value))
  return withFeature(rows, 'noise', values)
}

/** A log of so many predictions, in which so many lack each feature. */
export function aLog(rows: number, missing: Readonly<Record<string, number>>) {
  return {
    missing: async (features: readonly LeakFeature[]) => ({
      rows,
      missing: new Map(features.map(({ name }) => [name, missing[name] ?? 0])),
    }),
  }
}
