import { buildPackage, type Field, outputsOfTask, type Package } from '@ratchet-ml/scoring'

/** Fields of the test models; `ignored` reaches no answer. */
export const fields: readonly Field[] = [
  {
    ...{ name: 'rooms', role: 'feature', type: 'number', missing: 'accept' },
    range: { minimum: 0, maximum: 100 },
  },
  { name: 'age', role: 'feature', type: 'number', missing: 'refuse' },
  {
    ...{ name: 'ignored', role: 'feature', type: 'number', missing: 'accept' },
    range: { minimum: -1e6, maximum: 1e6 },
  },
  {
    ...{ name: 'town', role: 'feature', type: 'category', levels: ['A', 'B', 'C'] },
    ...{ missing: 'accept', unknownLevel: 'refuse' },
  },
]

/** Weights of rooms, age, ignored, and of the towns A, B and C. */
const weights = [3, -0.5, 0, 10, 20, 20] as const

/** value = 3 rooms - 0.5 age + 10, 20 or 20 by town + 100; a missing room count is 4. */
export function aPricePackage(inputs = fields): Promise<Package> {
  return packageOf('regression', { value: 'sums', raw: 'sums' }, [], inputs)
}

/** The same sum, less 120, as a margin: `cheap` or `dear`. */
export function aDearPackage(): Promise<Package> {
  return packageOf('binary', { raw: 'sums', probability: 'shares', label: 'class' }, [
    {
      ...{ op: 'link@1', in: 'sums', out: 'shares', link: { kind: 'sigmoid', alpha: 1 } },
      ...{ divisor: 1, complement: true },
    },
    { op: 'classify@1', in: 'shares', out: 'class' },
  ])
}

function packageOf(
  task: 'regression' | 'binary',
  outputs: Package['program']['outputs'],
  last: Package['program']['steps'],
  inputs = fields,
): Promise<Package> {
  const classes = task === 'binary' ? { classes: ['cheap', 'dear'] } : {}
  const bias = task === 'binary' ? -20 : 100
  return buildPackage({
    source: { format: 'test' },
    importer: { name: 'test', version: 1 },
    contract: {
      ...{ task, inputs, extra: 'ignore', ...classes },
      outputs: outputsOfTask(task, classes),
      numeric: { raw: 'bit-exact', linkUlp: 0 },
    },
    program: {
      format: 1,
      outputs,
      steps: [
        { op: 'input@1', out: 'row', width: 4 },
        { op: 'impute@1', in: 'row', out: 'numbers', columns: [0, 1, 2], values: 'means' },
        { op: 'oneHot@1', in: 'row', out: 'towns', columns: [3], sizes: [3] },
        { op: 'concat@1', in: ['numbers', 'towns'], out: 'all' },
        {
          ...{ op: 'linear@1', in: 'all', out: 'sums', targets: 1 },
          ...{ weights: 'weights', bias: 'bias' },
        },
        ...last,
      ],
    },
    coefficients: new Map([
      ['means', { shape: [3], data: Float64Array.of(4, 0, 0) }],
      ['weights', { shape: [1, 6], data: Float64Array.from(weights) }],
      ['bias', { shape: [1], data: Float64Array.of(bias) }],
    ]),
  })
}
