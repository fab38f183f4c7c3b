import { isFloat32 } from '@ratchet-ml/stats'
import { corrupt } from '../../corrupt.ts'
import { limits } from '../limits.ts'
import {
  checkFinite,
  checkFloats,
  checkNumbers,
  checkOffsets,
  checkRange,
  placeOf,
} from '../tensors.ts'
import { missingRules, nodeFlags, type TreeArrays } from '../tree-arrays.ts'
import { treeDepths } from '../tree-depth.ts'
import type { TreeEnsembleStep } from '../types.ts'

/** Everything about a tree ensemble that an execution relies on. @throws Refusal */
export function checkTrees(step: TreeEnsembleStep, trees: TreeArrays, inputWidth: number): void {
  const slots = step.leafWidth === 1 ? step.slots : 1
  checkRange(step.treeSlots, trees.treeSlots, { minimum: 0, maximum: slots - 1 })
  checkRange(step.features, trees.features, { minimum: 0, maximum: inputWidth - 1 })
  const nodes = trees.features.length
  const bounds = { minimum: -trees.leafCount, maximum: nodes - 1 }
  checkRange(step.roots, trees.roots, bounds)
  checkRange(step.left, trees.left, bounds)
  checkRange(step.right, trees.right, bounds)
  checkSums(step, trees)
  checkNodes(step, trees)
  checkCategories(step, trees)
  checkLinearLeaves(step, trees, inputWidth)
  checkCovers(step, trees)
  checkDepths(step, trees)
}

/** What is added up is finite, except for the base, and in the type that it is added up in. */
function checkSums(step: TreeEnsembleStep, trees: TreeArrays): void {
  const terms = [
    [step.leafValues, trees.leafValues],
    [step.treeWeights, trees.treeWeights],
    [step.base, trees.base],
  ] as const
  for (const [name, numbers] of terms) {
    if (name === undefined || numbers === undefined) continue
    if (name === step.base) checkNumbers(name, numbers)
    else checkFinite(name, numbers)
    if (step.accumulate === 'f32') checkFloats(name, numbers)
  }
}

function checkNodes(step: TreeEnsembleStep, trees: TreeArrays): void {
  const sets = (trees.categories?.offsets.length ?? 1) - 1
  for (let node = 0; node < trees.flags.length; node++) {
    const flags = trees.flags[node] as number
    const threshold = trees.thresholds[node] as number
    if (flags > 15 || (flags & nodeFlags.missingMask) === nodeFlags.missingMask) {
      const expected = 'bit 0 category, bit 1 default left, bits 2-3 missing rule 0, 1 or 2'
      throw corrupt(placeOf(step.flags, node), String(flags), expected)
    }
    if ((flags & nodeFlags.category) !== 0) {
      if ((flags & nodeFlags.missingMask) === missingRules.zero << nodeFlags.missingShift) {
        const expected = 'missing rule 0 or 2 of a category node'
        throw corrupt(placeOf(step.flags, node), String(flags), expected)
      }
      if (Number.isInteger(threshold) && threshold >= 0 && threshold < sets) continue
      const expected = `the index of one of ${sets} category sets`
      throw corrupt(placeOf(step.thresholds, node), String(threshold), expected)
    }
    if (Number.isNaN(threshold)) {
      throw corrupt(placeOf(step.thresholds, node), 'NaN', 'a number')
    }
    if (step.featureType === 'f32' && !isFloat32(threshold)) {
      throw corrupt(placeOf(step.thresholds, node), String(threshold), 'a 32-bit float')
    }
  }
}

function checkCategories(step: TreeEnsembleStep, { categories }: TreeArrays): void {
  if (step.categories === undefined || categories === undefined) return
  checkOffsets(step.categories.offsets, categories.offsets, categories.words.length)
}

function checkLinearLeaves(step: TreeEnsembleStep, { linear }: TreeArrays, width: number): void {
  if (step.linearLeaves === undefined || linear === undefined) return
  if (step.accumulate !== 'f64' || step.leafWidth !== 1) {
    const found = `linear leaves of width ${step.leafWidth}, added up in ${step.accumulate}`
    throw corrupt(placeOf(step.linearLeaves.constants), found, 'width 1 and f64')
  }
  const names = step.linearLeaves
  checkFinite(names.constants, linear.constants)
  checkFinite(names.coefficients, linear.coefficients)
  checkRange(names.features, linear.features, { minimum: 0, maximum: width - 1 })
  checkOffsets(names.offsets, linear.offsets, linear.features.length)
}

function checkCovers({ covers: names }: TreeEnsembleStep, { covers }: TreeArrays): void {
  if (names === undefined || covers === undefined) return
  checkFinite(names.nodes, covers.nodes)
  checkFinite(names.leaves, covers.leaves)
}

function checkDepths(step: TreeEnsembleStep, trees: TreeArrays): void {
  if (trees.roots.length > limits.trees) {
    throw corrupt(placeOf(step.roots), `${trees.roots.length} trees`, `at most ${limits.trees}`)
  }
  const found = treeDepths(trees, trees.roots)
  if ('cycleAt' in found) {
    const place = placeOf(step.left, found.cycleAt)
    throw corrupt(place, 'a path that comes back to this node', 'trees without cycles')
  }
  const deep = found.depths.findIndex((depth) => depth > limits.depth)
  if (deep >= 0) {
    const place = placeOf(step.roots, deep)
    throw corrupt(place, `a tree ${found.depths[deep]} levels deep`, `at most ${limits.depth}`)
  }
  // Trees may share a wide leaf, whose numbers each of them adds.
  const additions = trees.roots.length * (step.leafWidth - 1)
  const sum = found.depths.reduce((total, depth) => total + depth, additions)
  if (sum > limits.comparisonsPerRow) {
    const expected = `at most ${limits.comparisonsPerRow}`
    throw corrupt(placeOf(step.roots), `${sum} comparisons and additions for one row`, expected)
  }
}
