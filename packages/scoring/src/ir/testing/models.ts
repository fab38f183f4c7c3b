import type { Contract } from '../../contract/types.ts'
import { type Model, ModelBuilder } from '../builder.ts'

/** A model and a contract for it. */
export interface TestModel extends Model {
  readonly contract: Contract
}

/** Numbers imputed and scaled, two categories as zeros and ones, a logistic regression over them. */
export function aLogisticModel({ weights = Float64Array.of(1, -2, 3, 0.5, -1, 0.25, 2) } = {}) {
  const builder = new ModelBuilder()
  const row = builder.step({ op: 'input@1', out: 'row', width: 4 })
  const filled = builder.step({
    op: 'impute@1',
    in: row,
    out: 'filled',
    columns: [0, 2],
    values: builder.coefficient('fill', Float64Array.of(0.5, -1)),
  })
  const scaled = builder.step({
    op: 'scale@1',
    in: filled,
    out: 'scaled',
    columns: [0, 1],
    center: builder.coefficient('center', Float64Array.of(1, 2)),
    scale: builder.coefficient('scale', Float64Array.of(2, 0.3)),
  })
  const codes = { op: 'oneHot@1', in: row, out: 'codes', columns: [1, 3], sizes: [3, 2] } as const
  const parts = [scaled, builder.step(codes)]
  const side = builder.step({ op: 'concat@1', in: parts, out: 'side' })
  builder.step({
    op: 'linear@1',
    in: side,
    out: 'margins',
    targets: 1,
    weights: builder.coefficient('weights', weights, [1, 7]),
    bias: builder.coefficient('bias', Float64Array.of(-0)),
  })
  const link = { kind: 'sigmoid', alpha: 1 } as const
  builder.step({ op: 'link@1', in: 'margins', out: 'p', link, divisor: 1, complement: true })
  builder.step({ op: 'classify@1', in: 'p', out: 'label' })
  const model = builder.build({ raw: 'margins', probability: 'p', label: 'label' })
  return { ...model, contract: aContract(4) }
}

/** A binary contract over `features` numbers. */
export function aContract(features: number): Contract {
  return {
    task: 'binary',
    inputs: Array.from({ length: features }, (_, i) => ({
      name: `x${i}`,
      role: 'feature',
      type: 'number',
      missing: 'accept',
    })),
    extra: 'ignore',
    outputs: [
      { name: 'label', type: 'integer', width: 1 },
      { name: 'probability', type: 'number', width: 2 },
    ],
    numeric: { raw: 'bit-exact', linkUlp: 2 },
  }
}

/** One tree of two nodes and three leaves, its arrays open to damage. */
export function aTreeModel(damage: Partial<TreeParts> = {}): Model {
  const parts: TreeParts = { ...wholeTree(), ...damage }
  const builder = new ModelBuilder()
  builder.step({ op: 'input@1', out: 'row', width: 2 })
  builder.step({
    op: 'treeEnsemble@1',
    in: 'row',
    out: 'margins',
    slots: 1,
    featureType: 'f64',
    comparison: 'lessOrEqual',
    zeroBand: 0,
    categoryHit: 'left',
    categoryRange: 'int32',
    accumulate: 'f64',
    leafWidth: 1,
    roots: builder.coefficient('roots', parts.roots),
    treeSlots: builder.coefficient('slots', new Int32Array(parts.roots.length)),
    features: builder.coefficient('features', parts.features),
    thresholds: builder.coefficient('thresholds', parts.thresholds),
    flags: builder.coefficient('flags', parts.flags),
    left: builder.coefficient('left', parts.left),
    right: builder.coefficient('right', parts.right),
    leafValues: builder.coefficient('leaves', parts.leaves),
  })
  return builder.build({ raw: 'margins', value: 'margins' })
}

interface TreeParts {
  readonly roots: Int32Array
  readonly features: Int32Array
  readonly thresholds: Float64Array
  readonly flags: Uint8Array
  readonly left: Int32Array
  readonly right: Int32Array
  readonly leaves: Float64Array
}

function wholeTree(): TreeParts {
  return {
    roots: Int32Array.of(0),
    features: Int32Array.of(0, 1),
    thresholds: Float64Array.of(0.5, 2),
    flags: Uint8Array.of(0, 2),
    left: Int32Array.of(1, -1),
    right: Int32Array.of(-3, -2),
    leaves: Float64Array.of(1, 2, 4),
  }
}
