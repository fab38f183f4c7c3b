import type { Random } from '@ratchet-ml/stats'
import type { Contract } from '../../contract/types.ts'
import { ModelBuilder } from '../builder.ts'
import type { TreeEnsembleStep } from '../types.ts'
import type { TestModel } from './models.ts'

/** The parts of a tree ensemble's contract that do not follow from its coefficients. */
export type TreeContract = Pick<
  TreeEnsembleStep,
  'featureType' | 'comparison' | 'zeroBand' | 'categoryHit' | 'categoryRange' | 'accumulate'
>

export interface TreeShape extends TreeContract {
  readonly slots: number
  readonly hasVectorLeaves: boolean
  readonly hasBase: boolean
  readonly hasWeights: boolean
  readonly hasLinearLeaves: boolean
}

const features = 4
const trees = 7
const nodesPerTree = 6
const sets = 3

/** Values at, beside and far from the thresholds of random trees, and every special one. */
export const awkwardValues: readonly number[] = [
  ...[Number.NaN, 0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, -1e-40],
  ...[0.1, Math.fround(0.1), 0.10000000149011613, 2, 2.0000000000000004, 1.9999999999999998],
  ...[-0.5, -1, 31.5, 32, 33, 96, 16777215, 16777216, 2147483647, 2147483648, 1e300, -3.4e38],
]

/** Random trees under any contract, with shared subtrees left out and every rule at random. */
export function randomTrees(random: Random, shape: TreeShape): TestModel {
  const builder = new ModelBuilder()
  const { slots, hasVectorLeaves, hasBase, hasWeights, hasLinearLeaves, ...rules } = shape
  const nodes = trees * nodesPerTree
  const leaves = trees * (nodesPerTree + 1)
  const width = hasVectorLeaves ? slots : 1
  const float = rules.accumulate === 'f32' ? Math.fround : (x: number) => x
  const numbers = (count: number): Float64Array =>
    Float64Array.from({ length: count }, () => float(random.nextNormal()))
  const nodeParts = randomNodes(random, rules)
  builder.step({ op: 'input@1', out: 'row', width: features })
  builder.step({
    op: 'treeEnsemble@1',
    in: 'row',
    out: 'margins',
    slots,
    ...rules,
    leafWidth: width,
    ...(hasBase && { base: builder.coefficient('base', numbers(slots)) }),
    ...(hasWeights && { treeWeights: builder.coefficient('weights', numbers(trees)) }),
    roots: builder.coefficient(
      'roots',
      integers(trees, (tree) => tree * nodesPerTree),
    ),
    treeSlots: builder.coefficient(
      'slots',
      integers(trees, () => (hasVectorLeaves ? 0 : random.nextBelow(slots))),
    ),
    features: builder.coefficient(
      'features',
      integers(nodes, () => random.nextBelow(features)),
    ),
    thresholds: builder.coefficient('thresholds', nodeParts.thresholds),
    flags: builder.coefficient('flags', nodeParts.flags),
    left: builder.coefficient(
      'left',
      integers(nodes, (node) => childOf(node, 'left')),
    ),
    right: builder.coefficient(
      'right',
      integers(nodes, (node) => childOf(node, 'right')),
    ),
    leafValues: builder.coefficient(
      'leaves',
      numbers(leaves * width),
      width === 1 ? [leaves] : [leaves, width],
    ),
    categories: {
      offsets: builder.coefficient('offsets', Int32Array.of(0, 0, 1, 3)),
      words: builder.coefficient(
        'words',
        Uint32Array.from({ length: 3 }, () => random.nextUint32()),
      ),
    },
    ...(hasLinearLeaves && {
      linearLeaves: {
        constants: builder.coefficient('constants', numbers(leaves)),
        offsets: builder.coefficient(
          'ends',
          integers(leaves + 1, (leaf) => leaf),
        ),
        features: builder.coefficient(
          'terms',
          integers(leaves, () => random.nextBelow(features)),
        ),
        coefficients: builder.coefficient('factors', numbers(leaves)),
      },
    }),
  })
  const model = builder.build({ raw: 'margins', value: 'margins' })
  return { ...model, contract: contractOf(slots) }
}

function randomNodes(
  random: Random,
  { featureType, accumulate }: TreeContract,
): { readonly thresholds: Float64Array; readonly flags: Uint8Array } {
  const count = trees * nodesPerTree
  const flags = new Uint8Array(count)
  const thresholds = new Float64Array(count)
  const float = featureType === 'f32' || accumulate === 'f32' ? Math.fround : (x: number) => x
  for (let node = 0; node < count; node++) {
    const isCategory = random.nextBelow(3) === 0
    const rule = isCategory ? 2 * random.nextBelow(2) : random.nextBelow(3)
    flags[node] = (rule << 2) | (random.nextBelow(2) << 1) | (isCategory ? 1 : 0)
    const value = awkwardValues[1 + random.nextBelow(awkwardValues.length - 1)] as number
    thresholds[node] = isCategory ? random.nextBelow(sets) : float(value)
  }
  return { thresholds, flags }
}

/** Each tree is a spine that goes right and left by turns, with a leaf on the other side. */
function childOf(node: number, side: 'left' | 'right'): number {
  const [tree, at] = [Math.floor(node / nodesPerTree), node % nodesPerTree]
  const leaf = ~(tree * (nodesPerTree + 1) + at)
  const isSpine = (at % 2 === 0) === (side === 'left')
  if (!isSpine) return leaf
  return at + 1 < nodesPerTree ? node + 1 : leaf - 1
}

function integers(length: number, of: (i: number) => number): Int32Array {
  return Int32Array.from({ length }, (_, i) => of(i))
}

function contractOf(slots: number): Contract {
  return {
    task: 'regression',
    inputs: Array.from({ length: features }, (_, i) => ({
      name: `x${i}`,
      role: 'feature',
      type: 'number',
      missing: 'accept',
    })),
    extra: 'ignore',
    outputs: [{ name: 'value', type: 'number', width: slots }],
    numeric: { raw: 'bit-exact', linkUlp: 0 },
  }
}
