import {
  buildPackage,
  type Contract,
  type Field,
  outputsOfTask,
  type Package,
} from '@ratchet-ml/scoring'

/** What a test changes of the contract. */
export interface Changes {
  readonly inputs?: readonly Field[]
  readonly extra?: Contract['extra']
}

export const flightsInputs: readonly Field[] = [
  {
    ...{ name: 'distance', role: 'feature', type: 'number', unit: 'mile', missing: 'accept' },
    range: { minimum: 0, maximum: 5000 },
  },
  {
    ...{ name: 'origin', role: 'feature', type: 'category', levels: ['ABQ', 'JFK', 'SFO'] },
    ...{ missing: 'refuse', unknownLevel: 'refuse' },
  },
  { name: 'seats', role: 'feature', type: 'integer', missing: 'refuse' },
  { name: 'weekend', role: 'feature', type: 'boolean', missing: 'accept' },
]

/** A logistic regression on four fields; another digest, and other answers, for each `bias`. */
export function flightsPackage(bias: number, changes: Changes = {}): Promise<Package> {
  const { inputs = flightsInputs, extra = 'ignore' } = changes
  const width = inputs.length
  const columns = inputs.map((_, i) => i)
  const numbers = (data: readonly number[], shape = [data.length]) => ({
    shape,
    data: Float64Array.from(data),
  })
  return buildPackage({
    source: { format: 'test' },
    importer: { name: 'test', version: 1 },
    contract: {
      task: 'binary',
      ...{ inputs, extra, classes: ['on time', 'late'] },
      outputs: outputsOfTask('binary', { classes: ['on time', 'late'] }),
      numeric: { raw: 'bit-exact', linkUlp: 2 },
    },
    program: {
      format: 1,
      steps: [
        { op: 'input@1', out: 'row', width },
        { op: 'impute@1', in: 'row', out: 'whole', columns, values: 'means' },
        {
          ...{ op: 'linear@1', in: 'whole', out: 'margins', targets: 1 },
          ...{ weights: 'weights', bias: 'bias' },
        },
        {
          ...{ op: 'link@1', in: 'margins', out: 'shares', link: { kind: 'sigmoid', alpha: 1 } },
          ...{ divisor: 1, complement: true },
        },
        { op: 'classify@1', in: 'shares', out: 'class' },
      ],
      outputs: { raw: 'margins', probability: 'shares', label: 'class' },
    },
    coefficients: new Map([
      ['means', numbers(columns.map(() => 0))],
      [
        'weights',
        numbers(
          columns.map((i) => (i + 1) / 1000),
          [1, width],
        ),
      ],
      ['bias', numbers([bias])],
    ]),
  })
}

/** A row that the contract takes. */
export const aRow = { distance: 300, origin: 'ABQ', seats: 120, weekend: true }
