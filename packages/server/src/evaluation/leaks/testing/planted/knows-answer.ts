import { aRequest, randomOf, type SomeRows, toldBy, withFeature } from '../some-rows.ts'
import { binary, type Planted, regression } from './planted-leak.ts'

/** A feature that knows the answer, by its value or by where it is missing. */
export const knowsAnswer: readonly Planted[] = [
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
]

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
