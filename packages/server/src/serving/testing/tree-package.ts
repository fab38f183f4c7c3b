import { buildPackage, ModelBuilder, outputsOfTask, type Package } from '@ratchet-ml/scoring'

/** One tree on the number `x`: at or below 0.5 it answers `low`, otherwise `high`. */
export function treePackage(low: number, high: number): Promise<Package> {
  const builder = new ModelBuilder()
  builder.step({ op: 'input@1', out: 'row', width: 1 })
  builder.step({
    ...{ op: 'treeEnsemble@1', in: 'row', out: 'margins', slots: 1, leafWidth: 1 },
    ...{ featureType: 'f64', comparison: 'lessOrEqual', zeroBand: 0, accumulate: 'f64' },
    ...{ categoryHit: 'left', categoryRange: 'int32' },
    roots: builder.coefficient('roots', Int32Array.of(0)),
    treeSlots: builder.coefficient('slots', Int32Array.of(0)),
    features: builder.coefficient('features', Int32Array.of(0)),
    thresholds: builder.coefficient('thresholds', Float64Array.of(0.5)),
    flags: builder.coefficient('flags', Uint8Array.of(0)),
    left: builder.coefficient('left', Int32Array.of(-1)),
    right: builder.coefficient('right', Int32Array.of(-2)),
    leafValues: builder.coefficient('leaves', Float64Array.of(low, high)),
  })
  return buildPackage({
    source: { format: 'test' },
    importer: { name: 'test', version: 1 },
    contract: {
      ...{ task: 'regression', extra: 'ignore' },
      inputs: [{ name: 'x', role: 'feature', type: 'number', missing: 'accept' }],
      outputs: outputsOfTask('regression', {}),
      numeric: { raw: 'bit-exact', linkUlp: 2 },
    },
    ...builder.build({ raw: 'margins', value: 'margins' }),
  })
}
