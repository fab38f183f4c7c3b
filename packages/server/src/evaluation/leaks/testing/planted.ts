import type { LeakFinding } from '@ratchet-ml/protocol'
import type { LeakRequest } from '../plan-leaks.ts'
import type { LeakFeature } from '../types.ts'
import {
  aContender,
  aDataset,
  aRequest,
  fieldsOf,
  honestRows,
  randomOf,
  rowsAt,
  type SomeRows,
  start,
  toldBy,
  training,
  withCopies,
  withFeature,
} from './some-rows.ts'

/** A dataset with one leak in it, and what must be found. */
export interface Planted {
  readonly name: string
  readonly check: LeakFinding['check']
  readonly severity: LeakFinding['severity']
  readonly feature?: string
  readonly request: (seed: number) => LeakRequest
}

const count = 4000
const day = 86_400e6
const hour = 3600e6
const binary = (seed: number) => honestRows(seed, count, 'binary')
const regression = (seed: number) => honestRows(seed, count, 'regression')

/** One leak of each kind and more, in binary labels and numbers. */
export const planted: readonly Planted[] = [
  // A feature that is known too late.
  {
    ...{ name: 'a contract says that a feature comes a day later', check: 'available-after' },
    ...{ severity: 'leak', feature: 'visits' },
    request: (seed) => {
      const rows = binary(seed)
      const fields = fieldsOf(rows, { visits: { availableAfter: '1d' } })
      return aRequest(rows, { contenders: [aContender(rows, { fields })] })
    },
  },
  {
    ...{ name: 'the dataset says that a column comes a week later', check: 'available-after' },
    ...{ severity: 'leak', feature: 'income' },
    request: (seed) => aRequest(binary(seed), { knowledge: { availableAfter: { income: '1w' } } }),
  },
  {
    ...{ name: 'a feature comes later than late predictions', check: 'available-after' },
    ...{ severity: 'leak', feature: 'noise' },
    request: (seed) =>
      aRequest(regression(seed), {
        knowledge: { predictedAfter: '12h', availableAfter: { noise: '13h', income: '12h' } },
      }),
  },
  // A time that lies after the prediction.
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
  // A feature that knows the answer.
  told('the label itself', 'leak', binary, (label) => label),
  told('the label with its sign turned', 'leak', binary, (label) => 1 - label),
  told('a number on either side of a bound', 'leak', binary, (label, random) =>
    label === 1 ? 15 + 50 * random : 15 - 50 * random - 0.01,
  ),
  told('a number within a range for one class', 'leak', binary, (label, random) =>
    label === 1 ? 10 + 5 * random : random < 0.5 ? 9 - 9 * random : 16 + 20 * random,
  ),
  told(
    'the label with one of a hundred wrong',
    'suspicion',
    binary,
    (label, random, normal) => (random < 0.01 ? 1 - label : label) + Math.abs(normal) / 100,
  ),
  told(
    'a number that all but separates the classes',
    'suspicion',
    binary,
    (label, _, normal) => 4 * label + normal,
  ),
  told('the label, missing in a fifth of the rows', 'leak', binary, (label, random) =>
    random < 0.2 * label ? Number.NaN : label,
  ),
  toldText('the outcome in words', 'leak', (label) => (label === 1 ? 'lost' : 'kept')),
  toldText(
    'forty reasons that each go with one outcome',
    'leak',
    (label, random) => `${label === 1 ? 'left' : 'stayed'} for reason ${Math.floor(20 * random)}`,
  ),
  toldText('reasons that go with one outcome but for a few', 'suspicion', (label, random) => {
    const isWrong = (1000 * random) % 1 < 0.01
    return `${isWrong ? 1 - label : label} for reason ${Math.floor(20 * random)}`
  }),
  {
    ...{
      name: 'three classes by a code',
      check: 'knows-answer',
      severity: 'leak',
      feature: 'told',
    },
    request: (seed) => {
      const random = randomOf(seed)
      const plain = binary(seed)
      const label = plain.label.map((value) => (random.nextFloat() < 0.3 ? 2 : value))
      const rows = withFeature(
        { ...plain, label },
        'told',
        label.map((value) => 7 * value),
      )
      const outputs = [
        { name: 'label', type: 'integer' as const, width: 1 },
        { name: 'probability', type: 'number' as const, width: 3 },
      ]
      return aRequest(rows, { question: { task: 'multiclass', outputs } })
    },
  },
  told('the label in another unit', 'leak', regression, (label) => 1.609 * label - 3),
  told('the label rounded', 'leak', regression, (label) => Math.round(10 * label)),
  told('whether the label is above a bound', 'leak', regression, (label) => Number(label > 11)),
  told('the size class of the label', 'leak', regression, (label) => Math.floor(label / 3)),
  told(
    'the label with a little noise',
    'suspicion',
    regression,
    (label, _, normal) => label + 0.1 * normal,
  ),
  told('the square of the distance from the middle', 'suspicion', regression, (label) =>
    // Either way from the middle, the label follows from sign and size together; here both are there.
    label > 10 ? label * label : -label * label - 0.5 * Math.abs(label),
  ),
  // Missing values that know the answer.
  told('a value that is there for one class alone', 'leak', binary, (label, random) =>
    label === 1 ? random : Number.NaN,
  ),
  told('a value that is missing for one class alone', 'leak', binary, (label, random) =>
    label === 1 ? Number.NaN : random,
  ),
  {
    ...{ name: 'a reason that is filled in for half of a rare class', check: 'knows-answer' },
    ...{ severity: 'suspicion', feature: 'told' },
    request: (seed) => {
      const random = randomOf(seed)
      const plain = binary(seed)
      const label = plain.label.map((value) => (value === 1 && random.nextFloat() < 0.3 ? 1 : 0))
      const rows = { ...plain, label }
      const told = toldBy(rows, (value) =>
        value === 1 && random.nextFloat() < 0.5 ? random.nextFloat() : Number.NaN,
      )
      return aRequest(withFeature(rows, 'told', told))
    },
  },
  // A column that is gone where the model is to be used.
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
  // Rows that were trained on.
  shared('a tenth of the rows are copies of trained ones', 'leak', (rows, random) =>
    copiesLater(rows, 0.1, random),
  ),
  shared('one of thirty rows is a copy of a trained one', 'leak', (rows, random) =>
    copiesLater(rows, 0.034, random),
  ),
  shared('each of some trained rows comes three times', 'leak', (rows, random) =>
    copiesLater(copiesLater(copiesLater(rows, 0.03, random), 0.03, random), 0.03, random),
  ),
  {
    ...{ name: 'copies of rows, where rows of a customer hang together', check: 'shared-rows' },
    severity: 'suspicion',
    request: (seed) => {
      const random = randomOf(seed)
      const rows = copiesLater(binary(seed), 0.2, () => random.nextFloat())
      return aRequest(rows, { hangTogether: true })
    },
  },
  {
    ...{ name: 'trained on a snapshot that holds rows which count', check: 'shared-rows' },
    severity: 'leak',
    request: (seed) => {
      const rows = binary(seed)
      const seen = rowsAt(
        rows,
        [...rows.times.keys()].filter((row) => row < 2000 || row % 10 === 0),
      )
      const trainingRows = aDataset(seen)
      const { fields } = aContender(rows)
      return aRequest(rows, {
        contenders: [{ name: 'rows@1', fields, trainingRows }],
      })
    },
  },
  {
    ...{ name: 'ids that were trained on', check: 'shared-rows', severity: 'leak' },
    request: (seed) => {
      const rows = binary(seed)
      const key = Float64Array.from(rows.times.keys(), (row) => (row % 100 === 99 ? 5 : row))
      return withId(rows, key)
    },
  },
  // Rows that are there more than once.
  {
    ...{ name: 'every row twice', check: 'repeated-rows', severity: 'suspicion' },
    request: (seed) => {
      const rows = honestRows(seed, 2000, 'binary')
      return aRequest(withCopies(rows, [...rows.times.keys()], (row) => rows.times[row] as number))
    },
  },
  {
    ...{
      name: 'one of twenty rows some times more',
      check: 'repeated-rows',
      severity: 'suspicion',
    },
    request: (seed) => {
      const rows = regression(seed)
      const random = randomOf(seed)
      const copied = [...rows.times.keys()]
        .filter(() => random.nextFloat() < 0.05)
        .flatMap((row) => Array.from({ length: 1 + random.nextBelow(4) }, () => row))
      return aRequest(withCopies(rows, copied, (row) => rows.times[row] as number))
    },
  },
  {
    ...{ name: 'one row a hundred times', check: 'repeated-rows', severity: 'suspicion' },
    request: (seed) => {
      const rows = binary(seed)
      const copied = Array.from({ length: 100 }, () => 3000)
      return aRequest(withCopies(rows, copied, (row) => rows.times[row] as number))
    },
  },
  {
    ...{ name: 'one id twice', check: 'repeated-rows', severity: 'leak' },
    request: (seed) => {
      const rows = binary(seed)
      return withId(
        rows,
        Float64Array.from(rows.times.keys(), (row) => (row === 3999 ? 3998 : row)),
      )
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

function told(
  name: string,
  severity: Planted['severity'],
  make: (seed: number) => SomeRows,
  value: (label: number, random: number, normal: number) => number,
): Planted {
  return {
    ...{ name, severity, check: 'knows-answer', feature: 'told' },
    request: (seed) => {
      const random = randomOf(seed)
      const rows = make(seed)
      const values = toldBy(rows, (label) => value(label, random.nextFloat(), random.nextNormal()))
      return aRequest(withFeature(rows, 'told', values))
    },
  }
}

function toldText(
  name: string,
  severity: Planted['severity'],
  value: (label: number, random: number) => string,
): Planted {
  return {
    ...{ name, severity, check: 'knows-answer', feature: 'told' },
    request: (seed) => {
      const random = randomOf(seed)
      const rows = binary(seed)
      const values = [...rows.label].map((label) => value(label, random.nextFloat()))
      return aRequest(withFeature(rows, 'told', values))
    },
  }
}

function gone(name: string, isThere: (time: number) => boolean): Planted {
  return {
    ...{ name, check: 'missing-live', severity: 'leak', feature: 'noise' },
    request: (seed) => aRequest(withoutWhere(binary(seed), (time) => !isThere(time))),
  }
}

function shared(
  name: string,
  severity: Planted['severity'],
  change: (rows: SomeRows, random: () => number) => SomeRows,
): Planted {
  return {
    ...{ name, severity, check: 'shared-rows' },
    request: (seed) => {
      const random = randomOf(seed)
      return aRequest(change(binary(seed), () => random.nextFloat()))
    },
  }
}

/** Copies of rows of the training window, at times that count; as many as a share of all rows. */
function copiesLater(rows: SomeRows, share: number, random: () => number): SomeRows {
  const trained = [...rows.times.keys()].filter(
    (row) => (rows.times[row] as number) < training.until,
  )
  const copied = trained.filter(() => random() < (share * rows.times.length) / trained.length)
  return withCopies(rows, copied, () => training.until + Math.floor(random() * 80 * day))
}

function withoutWhere(rows: SomeRows, isGone: (time: number) => boolean): SomeRows {
  const noise = rows.features['noise'] as Float64Array // as it was made
  const values = noise.map((value, row) => (isGone(rows.times[row] as number) ? Number.NaN : value))
  return withFeature(rows, 'noise', values)
}

function withId(rows: SomeRows, key: Float64Array): LeakRequest {
  const dataset = aDataset(withFeature(rows, 'key', key))
  return aRequest(rows, { dataset, knowledge: { id: 'key' } })
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
