import { createRandom, logistic, type Random } from '@ratchet-ml/stats'
import type { LeakRequest } from '../plan-leaks.ts'
import { aLog } from './planted/missing-live.ts'
import {
  aContender,
  aDataset,
  aRequest,
  fieldsOf,
  halfYear,
  honestRows,
  randomOf,
  rowsAt,
  type SomeRows,
  start,
  training,
  withFeature,
} from './some-rows.ts'

/** Data without a leak, however suspicious it may look. */
export interface Honest {
  readonly name: string
  readonly request: (seed: number) => LeakRequest
}

const count = 4000
const day = 86_400e6

export const honest: readonly Honest[] = [
  { name: 'plain rows of two classes', request: (seed) => aRequest(of(seed, 'binary')) },
  { name: 'plain rows of numbers', request: (seed) => aRequest(of(seed, 'regression')) },
  { name: 'a few hundred rows', request: (seed) => aRequest(honestRows(seed, 400, 'binary')) },
  {
    name: 'a strong feature: area 0.95',
    // Means of the classes 2.33 standard deviations apart.
    request: (seed) =>
      withDrawn(of(seed, 'binary'), seed, (label, r) => 2.33 * label + r.nextNormal()),
  },
  {
    name: 'a strong feature, and nothing else that helps: area 0.94',
    request: (seed) => aRequest(lonely(seed, 2.2)),
  },
  {
    name: 'a strong feature of a rare class',
    request: (seed) => {
      const random = randomOf(seed)
      const rows = of(seed, 'binary')
      const label = rows.label.map((value) => (random.nextFloat() < 0.1 ? value : 0))
      return withDrawn({ ...rows, label }, seed, (value, r) => 2.2 * value + r.nextNormal())
    },
  },
  {
    name: 'a feature that explains nine tenths of a number',
    request: (seed) =>
      withDrawn(of(seed, 'regression'), seed, (label, r) => label + 0.7 * r.nextNormal()),
  },
  {
    name: 'the value of the day before in a slow series',
    request: (seed) => aRequest(slowSeries(seed)),
  },
  {
    name: 'three thousand customers, some more likely than others',
    request: (seed) => aRequest(customers(seed, 3000, (r) => logistic(2 * r.nextNormal()))),
  },
  {
    name: 'every row with a code of its own',
    request: (seed) => {
      const rows = of(seed, 'binary')
      return aRequest(
        withFeature(
          rows,
          'code',
          [...rows.label].map((_, row) => `code ${row}`),
        ),
      )
    },
  },
  {
    name: 'every row with a code of its own, and a number to tell',
    request: (seed) => {
      const rows = of(seed, 'regression')
      return aRequest(
        withFeature(
          rows,
          'code',
          [...rows.label].map((_, row) => `code ${row}`),
        ),
      )
    },
  },
  {
    name: 'few values, so that rows are equal by chance',
    request: (seed) => aRequest(fewValues(seed, 'binary')),
  },
  {
    name: 'few values that become others with time',
    request: (seed) => {
      const rows = fewValues(seed, 'binary')
      const shift = rows.times.map((time) => Math.floor((4 * (time - start)) / halfYear))
      const a = rows.features['a'] as Float64Array // as it was made
      return aRequest(
        withFeature(
          rows,
          'a',
          a.map((value, row) => value + (shift[row] ?? 0)),
        ),
      )
    },
  },
  {
    name: 'few values and numbers that are mostly zero',
    request: (seed) => {
      const random = randomOf(seed)
      const rows = fewValues(seed, 'regression')
      const label = rows.label.map((value) =>
        random.nextFloat() < 0.9 ? 0 : Math.floor(10 * Math.abs(value)),
      )
      return aRequest({ ...rows, label })
    },
  },
  {
    name: 'few values at times of whole days',
    request: (seed) => {
      const rows = fewValues(seed, 'binary')
      return aRequest({ ...rows, times: rows.times.map((time) => time - ((time - start) % day)) })
    },
  },
  {
    name: 'the same machines again and again, with the same answer',
    request: (seed) => aRequest(machines(seed)),
  },
  {
    name: 'every customer once a month, with the same answer mostly',
    request: (seed) => aRequest(monthly(seed)),
  },
  {
    name: 'values that are missing at random, more for one class',
    request: (seed) =>
      withDrawn(of(seed, 'binary'), seed, (label, r) =>
        r.nextFloat() < (label === 1 ? 0.7 : 0.2) ? Number.NaN : r.nextNormal(),
      ),
  },
  {
    name: 'a column that comes in with time and is seldom missing later',
    request: (seed) => {
      const random = randomOf(seed)
      const rows = of(seed, 'binary')
      const values = rows.times.map((time) =>
        random.nextFloat() < 0.9 * (1 - (time - start) / halfYear)
          ? Number.NaN
          : random.nextFloat(),
      )
      const live = aLog(500, { income: 20, late: 10, visits: 0, noise: 200 })
      return aRequest(withFeature(rows, 'late', values), { live })
    },
  },
  {
    name: 'times that lie before, ids that differ, a label that drifts',
    request: (seed) => {
      const random = randomOf(seed)
      const plain = of(seed, 'binary')
      const label = plain.times.map((time) =>
        Number(random.nextFloat() < (time - start) / halfYear),
      )
      const before = plain.times.map((time) => time - Math.floor(random.nextFloat() * 30 * day))
      const rows = withFeature({ ...plain, label }, 'joined_at', before)
      const key = Float64Array.from(rows.times.keys())
      const dataset = aDataset(withFeature(rows, 'key', key))
      return aRequest(rows, { dataset, knowledge: { id: 'key' } })
    },
  },
  {
    name: 'trained on a snapshot of other rows, and on the part that does not count',
    request: (seed) => {
      const rows = fewValues(seed, 'binary')
      const seen = [...rows.times.keys()].filter(
        (row) => (rows.times[row] as number) < training.until,
      )
      const trainingRows = aDataset(rowsAt(rows, seen))
      return aRequest(rows, { contenders: [aContender(rows, { trainingRows })] })
    },
  },
  {
    name: 'booked days that are known beforehand',
    request: (seed) => {
      const plain = of(seed, 'binary')
      const rows = withFeature(
        plain,
        'booked_at',
        plain.times.map((time) => time + 9 * day),
      )
      const fields = fieldsOf(rows, { booked_at: { availableAfter: '0s' } })
      return aRequest(rows, { contenders: [aContender(rows, { fields })] })
    },
  },
]

function of(seed: number, task: SomeRows['task']): SomeRows {
  return honestRows(seed, count, task)
}

function withDrawn(
  rows: SomeRows,
  seed: number,
  value: (label: number, random: Random) => number,
): LeakRequest {
  const random = randomOf(seed)
  return aRequest(
    withFeature(
      rows,
      'strong',
      rows.label.map((label) => value(label, random)),
    ),
  )
}

/** One feature whose classes are so many standard deviations apart, and noise. */
function lonely(seed: number, apart: number): SomeRows {
  const random = randomOf(seed)
  const rows = of(seed, 'binary')
  const label = rows.label.map(() => Number(random.nextFloat() < 0.5))
  return withFeature(
    { ...rows, label },
    'strong',
    label.map((value) => apart * value + random.nextNormal()),
  )
}

function slowSeries(seed: number): SomeRows {
  const random = createRandom(seed)
  const values = new Float64Array(count + 1)
  for (let i = 1; i <= count; i++) values[i] = 0.97 * (values[i - 1] ?? 0) + random.nextNormal()
  const times = Float64Array.from({ length: count }, (_, i) => start + (i / count) * halfYear)
  const hour = Float64Array.from(times, (time) => Math.floor(time / 3600e6) % 24)
  const age = Float64Array.from(times, (time) => time - start)
  const features = { before: values.slice(0, count), hour, age }
  return { times, label: values.slice(1), task: 'regression', features }
}

function customers(seed: number, many: number, rate: (random: Random) => number): SomeRows {
  const random = randomOf(seed)
  const rates = Array.from({ length: many }, () => rate(random))
  const rows = of(seed, 'binary')
  const who = [...rows.label].map(() => random.nextBelow(many))
  const label = Float64Array.from(who, (one) => Number(random.nextFloat() < (rates[one] ?? 0)))
  return withFeature(
    { ...rows, label },
    'customer',
    who.map((one) => `customer ${one}`),
  )
}

function fewValues(seed: number, task: SomeRows['task']): SomeRows {
  const random = randomOf(seed)
  const rows = of(seed, task)
  const below = (limit: number) => rows.label.map(() => random.nextBelow(limit))
  const features = { a: below(5), b: below(3), shops: rows.features['shops'] ?? [] }
  return { ...rows, label: rows.label.map(Math.round), features }
}

/** Two hundred machines whose features never change, each at times that chance gives. */
function machines(seed: number): SomeRows {
  const random = randomOf(seed)
  const own = Array.from({ length: 200 }, () => ({
    ...{ size: random.nextNormal(), age: random.nextNormal() },
    rate: random.nextFloat() < 0.3 ? 0.8 : 0.02,
  }))
  const rows = of(seed, 'binary')
  const which = [...rows.label].map(() => own[random.nextBelow(own.length)] ?? own[0])
  const label = Float64Array.from(which, (one) => Number(random.nextFloat() < (one?.rate ?? 0)))
  const size = Float64Array.from(which, (one) => one?.size ?? 0)
  const age = Float64Array.from(which, (one) => one?.age ?? 0)
  return { ...rows, label, features: { size, age } }
}

/** Every customer on a day of each of six months: three are trained on, three count. */
function monthly(seed: number): SomeRows {
  const random = randomOf(seed)
  const rows = honestRows(seed, 600, 'binary')
  const months = Array.from({ length: 6 }, (_, month) => Date.UTC(2024, month, 1) * 1000)
  const chosen = months.flatMap(() => [...rows.times.keys()])
  const times = Float64Array.from(
    months.flatMap((from) =>
      [...rows.times].map(() => from + Math.floor(random.nextFloat() * 28 * day)),
    ),
  )
  const all = rowsAt(rows, chosen, times)
  return { ...all, label: all.label.map((one) => (random.nextFloat() < 0.05 ? 1 - one : one)) }
}
