import { buildPackage, type Contract, outputsOfTask, type Package } from '@ratchet-ml/scoring'

/** Letters and the number of stars: 1 for each a, 10 for each b, 100 for each star. */
export function reviewsPackage(
  changes: Partial<Contract['inputs'][number]> = {},
): Promise<Package> {
  const contract: Contract = {
    task: 'regression',
    inputs: [
      { name: 'review', role: 'feature', type: 'text', missing: 'refuse', ...changes },
      { name: 'stars', role: 'feature', type: 'number', missing: 'accept' },
    ],
    extra: 'ignore',
    outputs: outputsOfTask('regression', { targets: 1 }),
    numeric: { raw: 'bit-exact', linkUlp: 0 },
  }
  const numbers = (
    data: Float64Array | Int32Array | Uint32Array | Uint8Array,
    shape = [data.length],
  ) => ({
    ...{ shape, data },
  })
  const vocabulary = { kind: 'listed', columns: 2, bytes: 'terms', offsets: 'begins' } as const
  return buildPackage({
    source: { format: 'test' },
    importer: { name: 'test', version: 1 },
    contract,
    program: {
      format: 1,
      steps: [
        { op: 'input@1', out: 'row', width: 2 },
        {
          ...{ op: 'textCounts@1', in: 'row', out: 'counts', column: 0, terms: 'characters' },
          ...{ smallest: 1, largest: 1, spaces: 'spaces', binary: false, vocabulary },
        },
        { op: 'impute@1', in: 'row', out: 'stars', columns: [1], values: 'none' },
        { op: 'concat@1', in: ['counts', 'stars'], out: 'all' },
        { op: 'linear@1', in: 'all', out: 'sum', targets: 1, weights: 'weights', bias: 'none' },
      ],
      outputs: { raw: 'sum', value: 'sum' },
    },
    coefficients: new Map([
      ['terms', numbers(new TextEncoder().encode('ab'))],
      ['begins', numbers(Int32Array.of(0, 1, 2))],
      ['spaces', numbers(Uint32Array.of(0x20, 0x21))],
      ['none', numbers(Float64Array.of(0))],
      ['weights', numbers(Float64Array.of(1, 10, 100), [1, 3])],
    ]),
  })
}
