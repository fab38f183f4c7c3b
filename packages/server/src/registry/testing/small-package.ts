import { buildPackage, type Contract, outputsOfTask, type Package } from '@ratchet-ml/scoring'

/** A regression on one feature, `value = n * x`: another digest for each `n`. */
export function smallPackage(n: number): Promise<Package> {
  const numbers = (data: number[], shape: readonly number[]) => ({
    shape,
    data: new Float64Array(data),
  })
  return buildPackage({
    source: { format: 'test' },
    importer: { name: 'test', version: 1 },
    contract: smallContract,
    program: {
      format: 1,
      steps: [
        { op: 'input@1', out: 'row', width: 1 },
        {
          ...{ op: 'linear@1', in: 'row', out: 'margins', targets: 1 },
          ...{ weights: 'weights', bias: 'bias' },
        },
      ],
      outputs: { raw: 'margins', value: 'margins' },
    },
    coefficients: new Map([
      ['weights', numbers([n], [1, 1])],
      ['bias', numbers([0], [1])],
    ]),
  })
}

const smallContract: Contract = {
  task: 'regression',
  inputs: [{ name: 'x', role: 'feature', type: 'number', missing: 'accept' }],
  extra: 'ignore',
  outputs: outputsOfTask('regression'),
  numeric: { raw: 'bit-exact', linkUlp: 0 },
}
