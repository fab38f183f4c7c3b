import type { Random } from '@ratchet-ml/stats'
import fc from 'fast-check'
import type { ForestShape, RandomForest } from './random-forest.ts'

/** Five trees of numbers. */
export const plain: ForestShape = {
  features: 5,
  leaves: [31, 31, 31, 31, 31],
  thresholds: 40,
  categoryShare: 0,
  categories: 40,
  slots: 1,
  hasVectorLeaves: false,
  hasBase: false,
  hasWeights: false,
  hasLinearLeaves: false,
  sharesSubtrees: false,
  isDeep: false,
  featureType: 'f64',
  comparison: 'lessOrEqual',
  zeroBand: 0,
  categoryHit: 'left',
  categoryRange: 'int32',
  accumulate: 'f64',
}

/** Forests of every kind. */
export const shapes: fc.Arbitrary<ForestShape> = fc
  .record({
    features: fc.integer({ min: 1, max: 12 }),
    leaves: fc.array(fc.constantFrom(1, 2, 3, 7, 8, 9, 31, 33, 64), { minLength: 1, maxLength: 9 }),
    thresholds: fc.constantFrom(1, 3, 20, 300),
    categoryShare: fc.constantFrom(0, 0.2, 1),
    categories: fc.constantFrom(3, 64, 100),
    slots: fc.constantFrom(1, 2, 3),
    hasVectorLeaves: fc.boolean(),
    hasBase: fc.boolean(),
    hasWeights: fc.boolean(),
    hasLinearLeaves: fc.boolean(),
    sharesSubtrees: fc.boolean(),
    isDeep: fc.boolean(),
    featureType: fc.constantFrom('f64', 'f32'),
    comparison: fc.constantFrom('lessOrEqual', 'less'),
    zeroBand: fc.constantFrom(0, 0.2),
    categoryHit: fc.constantFrom('left', 'right'),
    categoryRange: fc.constantFrom('int32', 'uint24'),
    accumulate: fc.constantFrom('f64', 'f32'),
  })
  .map((shape) => {
    const hasVectorLeaves = shape.hasVectorLeaves && shape.slots > 1
    const takesLinear = shape.accumulate === 'f64' && !hasVectorLeaves
    return { ...shape, hasVectorLeaves, hasLinearLeaves: takesLinear && shape.hasLinearLeaves }
  })

/** Rows of values that matter to a forest. */
export function rowsOf(
  random: Random,
  { values, contract }: RandomForest,
  count: number,
): Float64Array {
  const length = count * contract.inputs.length
  return Float64Array.from({ length }, () => values[random.nextBelow(values.length)] as number)
}
