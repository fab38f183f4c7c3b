import type { Forest } from './forest.ts'
import type { LineScanner } from './lines.ts'
import { readDoubles, readInteger, readIntegers } from './numbers.ts'
import type { TreeBlock } from './tree-block.ts'

const finite = { minimum: -Number.MAX_VALUE, maximum: Number.MAX_VALUE }

/**
 * Appends the linear parts of one tree's leaves. A leaf of a plain tree is the constant alone, so
 * that both kinds of tree can stand in one forest.
 */
export function appendLinearLeaves(
  forest: Forest,
  scanner: LineScanner,
  block: TreeBlock,
  { leafValues, featureCount }: { leafValues: readonly number[]; featureCount: number },
): void {
  const flag = block.find('is_linear')
  const bit = { what: 'is_linear', minimum: 0, maximum: 1 }
  const isLinear = flag !== undefined && readInteger(scanner, flag, bit) === 1
  if (!isLinear) {
    for (const value of leafValues) appendLeaf(forest, value, [], [])
    return
  }
  forest.hasLinearLeaves = true
  const leaves = leafValues.length
  const constants = { what: 'leaf_const', count: leaves, ...finite }
  const counts = { what: 'num_features', count: leaves, minimum: 0, maximum: featureCount }
  const widths = readIntegers(scanner, block.line(counts.what), counts)
  const count = widths.reduce((sum, width) => sum + width, 0)
  const indices = { what: 'leaf_features', count, minimum: 0, maximum: featureCount - 1 }
  const features = readIntegers(scanner, block.line(indices.what), indices)
  const weights = { what: 'leaf_coeff', count, ...finite }
  const coefficients = readDoubles(scanner, block.line(weights.what), weights)
  let start = 0
  readDoubles(scanner, block.line(constants.what), constants).forEach((constant, leaf) => {
    const end = start + (widths[leaf] as number)
    appendLeaf(forest, constant, features.slice(start, end), coefficients.slice(start, end))
    start = end
  })
}

function appendLeaf(
  forest: Forest,
  constant: number,
  features: readonly number[],
  coefficients: readonly number[],
): void {
  forest.leafConstants.push(constant)
  for (const feature of features) forest.leafFeatures.push(feature)
  for (const coefficient of coefficients) forest.leafCoefficients.push(coefficient)
  forest.leafEnds.push(forest.leafFeatures.length)
}
