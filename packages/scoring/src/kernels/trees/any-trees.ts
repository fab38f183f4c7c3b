import { missingRules, nodeFlags, type TreeArrays } from '../../ir/tree-arrays.ts'
import type { TreeEnsembleStep } from '../../ir/types.ts'
import type { Block, RunStep } from '../kernel.ts'

/**
 * Walks trees of any contract, row by row: floats, strict comparisons, weighted trees, leaves of
 * several numbers, categories on either side.
 */
export function compileAnyTrees(
  step: TreeEnsembleStep,
  trees: TreeArrays,
  { input, out }: { input: Block; out: Float64Array },
): RunStep {
  const { data, width } = input
  const { slots } = step
  const base = trees.base ?? new Float64Array(slots)
  const x = new Float64Array(width)
  const walk = createWalk(step, trees, x)
  const add = step.accumulate === 'f32' ? addFloats : addDoubles
  const terms = termsOf(step, trees)
  return (count) => {
    for (let row = 0; row < count; row++) {
      readRow(step, data, row * width, x)
      out.set(base, row * slots)
      for (let tree = 0; tree < trees.roots.length; tree++) {
        add(terms, tree, walk(trees.roots[tree] as number), { x, out, at: row * slots })
      }
    }
  }
}

/** The inputs of one row as the trees see them. */
function readRow(
  { featureType, zeroBand }: TreeEnsembleStep,
  data: Float64Array,
  start: number,
  x: Float64Array,
): void {
  for (let i = 0; i < x.length; i++) {
    const value = data[start + i] as number
    const seen = featureType === 'f32' ? Math.fround(value) : value
    x[i] = zeroBand > 0 && Math.abs(seen) <= zeroBand ? 0 : seen
  }
}

/** A walk over the row in `x`, from a root to the index of a leaf. */
function createWalk(
  { comparison, categoryHit, categoryRange }: TreeEnsembleStep,
  trees: TreeArrays,
  x: Float64Array,
): (root: number) => number {
  const { features, thresholds, flags, left, right } = trees
  const isStrict = comparison === 'less'
  const hitsLeft = categoryHit === 'left'
  // The smallest double above -1; 0 is the first of the other range.
  const least = categoryRange === 'int32' ? -0.9999999999999999 : 0
  const beyond = categoryRange === 'int32' ? 0x80000000 : 0x1000000
  const goesLeft = (node: number, seen: number, bits: number): boolean => {
    const rule = (bits & nodeFlags.missingMask) >> nodeFlags.missingShift
    const isMissing = Number.isNaN(seen)
    if (isMissing && rule !== missingRules.none) return (bits & nodeFlags.defaultLeft) !== 0
    if ((bits & nodeFlags.category) !== 0) {
      const isHit = seen >= least && seen < beyond && isInSet(trees, node, seen | 0)
      return isHit === hitsLeft
    }
    if (rule === missingRules.zero && seen === 0) return (bits & nodeFlags.defaultLeft) !== 0
    const value = isMissing ? 0 : seen
    const threshold = thresholds[node] as number
    return isStrict ? value < threshold : value <= threshold
  }
  return (root) => {
    let node = root
    while (node >= 0) {
      const seen = x[features[node] as number] as number
      const isLeft = goesLeft(node, seen, flags[node] as number)
      node = (isLeft ? left[node] : right[node]) as number
    }
    return ~node
  }
}

function isInSet({ thresholds, categories }: TreeArrays, node: number, category: number): boolean {
  if (categories === undefined) return false
  const set = thresholds[node] as number
  const word = (categories.offsets[set] as number) + (category >>> 5)
  if (word >= (categories.offsets[set + 1] as number)) return false
  return (((categories.words[word] as number) >>> (category & 31)) & 1) === 1
}

/** What the leaves add, and where. */
interface Terms extends Pick<TreeArrays, 'leafValues' | 'treeSlots' | 'linear'> {
  readonly weights: Float64Array
  readonly width: number
}

interface Sums {
  readonly x: Float64Array
  readonly out: Float64Array
  readonly at: number
}

function termsOf({ leafWidth }: TreeEnsembleStep, trees: TreeArrays): Terms {
  const { leafValues, treeSlots, linear } = trees
  // A product with 1 is exact.
  const weights = trees.treeWeights ?? new Float64Array(trees.roots.length).fill(1)
  return { leafValues, treeSlots, weights, width: leafWidth, ...(linear && { linear }) }
}

/** Leaves, weights and sums are floats, whose product and sum are exact as doubles. */
function addFloats(terms: Terms, tree: number, leaf: number, { out, at }: Sums): void {
  const { leafValues, weights, width } = terms
  const weight = weights[tree] as number
  const first = at + (terms.treeSlots[tree] as number)
  for (let i = 0; i < width; i++) {
    const term = Math.fround((leafValues[leaf * width + i] as number) * weight)
    out[first + i] = Math.fround((out[first + i] as number) + term)
  }
}

function addDoubles(terms: Terms, tree: number, leaf: number, { x, out, at }: Sums): void {
  const { leafValues, weights, width } = terms
  const weight = weights[tree] as number
  const first = at + (terms.treeSlots[tree] as number)
  for (let i = 0; i < width; i++) {
    const plain = leafValues[leaf * width + i] as number
    const value = terms.linear === undefined ? plain : linearValue(terms.linear, leaf, x, plain)
    out[first + i] = (out[first + i] as number) + value * weight
  }
}

function linearValue(
  { constants, offsets, features, coefficients }: NonNullable<TreeArrays['linear']>,
  leaf: number,
  x: Float64Array,
  plain: number,
): number {
  let value = constants[leaf] as number
  for (let i = offsets[leaf] as number; i < (offsets[leaf + 1] as number); i++) {
    const term = x[features[i] as number] as number
    if (Number.isNaN(term)) return plain
    value += (coefficients[i] as number) * term
  }
  return value
}
