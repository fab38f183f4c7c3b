import { float32Of, float64Of, int32Of, uint8Of, uint32Of } from './tensors.ts'
import type { Coefficients, TreeEnsembleStep } from './types.ts'

/** Bits of a node's flags. */
export const nodeFlags = { category: 1, defaultLeft: 2, missingShift: 2, missingMask: 12 } as const

/** What bits 2-3 of a node's flags say about missing values. */
export const missingRules = { none: 0, zero: 1, nan: 2 } as const

/** The coefficients of a tree ensemble, looked up once. */
export interface TreeArrays {
  readonly roots: Int32Array
  readonly treeSlots: Int32Array
  readonly features: Int32Array
  readonly thresholds: Float64Array
  readonly flags: Uint8Array
  readonly left: Int32Array
  readonly right: Int32Array
  /** `leafWidth` numbers a leaf. */
  readonly leafValues: Float64Array
  readonly leafCount: number
  readonly base?: Float64Array
  readonly treeWeights?: Float64Array
  readonly covers?: { readonly nodes: Covers; readonly leaves: Covers }
  readonly categories?: { readonly offsets: Int32Array; readonly words: Uint32Array }
  readonly linear?: LinearLeaves
}

/** How much of the training data came by: counts or sums of weights. */
export type Covers = Uint32Array | Float32Array

export interface LinearLeaves {
  readonly constants: Float64Array
  readonly offsets: Int32Array
  readonly features: Int32Array
  readonly coefficients: Float64Array
}

/** @throws Refusal when an array is absent, of another type, or not as long as its fellows */
export function treeArraysOf(step: TreeEnsembleStep, all: Coefficients): TreeArrays {
  const roots = int32Of(all, step.roots)
  const features = int32Of(all, step.features)
  const { leafWidth } = step
  const leafCount = (all.get(step.leafValues)?.data.length ?? 0) / leafWidth
  const leafShape = leafWidth === 1 ? undefined : [Math.floor(leafCount), leafWidth]
  const leafValues = float64Of(all, step.leafValues, leafShape)
  const nodes = [features.length]
  return {
    roots,
    treeSlots: int32Of(all, step.treeSlots, [roots.length]),
    features,
    thresholds: float64Of(all, step.thresholds, nodes),
    flags: uint8Of(all, step.flags, nodes),
    left: int32Of(all, step.left, nodes),
    right: int32Of(all, step.right, nodes),
    leafValues,
    leafCount,
    ...(step.base !== undefined && { base: float64Of(all, step.base, [step.slots]) }),
    ...(step.treeWeights !== undefined && {
      treeWeights: float64Of(all, step.treeWeights, [roots.length]),
    }),
    ...coversOf(step, all, { nodes: features.length, leaves: leafCount }),
    ...categoriesOf(step, all),
    ...linearOf(step, all, leafCount),
  }
}

function coversOf(
  { covers }: TreeEnsembleStep,
  all: Coefficients,
  sizes: { readonly nodes: number; readonly leaves: number },
): Pick<TreeArrays, 'covers'> {
  if (covers === undefined) return {}
  const array = (name: string, length: number): Covers =>
    all.get(name)?.data instanceof Float32Array
      ? float32Of(all, name, [length])
      : uint32Of(all, name, [length])
  const { nodes, leaves } = covers
  return { covers: { nodes: array(nodes, sizes.nodes), leaves: array(leaves, sizes.leaves) } }
}

function categoriesOf(step: TreeEnsembleStep, all: Coefficients): Pick<TreeArrays, 'categories'> {
  if (step.categories === undefined) return {}
  const { offsets, words } = step.categories
  return { categories: { offsets: int32Of(all, offsets), words: uint32Of(all, words) } }
}

function linearOf(
  step: TreeEnsembleStep,
  all: Coefficients,
  leaves: number,
): Pick<TreeArrays, 'linear'> {
  if (step.linearLeaves === undefined) return {}
  const names = step.linearLeaves
  const features = int32Of(all, names.features)
  return {
    linear: {
      constants: float64Of(all, names.constants, [leaves]),
      offsets: int32Of(all, names.offsets, [leaves + 1]),
      features,
      coefficients: float64Of(all, names.coefficients, [features.length]),
    },
  }
}
