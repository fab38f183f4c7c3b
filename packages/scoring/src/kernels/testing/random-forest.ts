import type { Random } from '@ratchet-ml/stats'
import type { Contract } from '../../contract/types.ts'
import { ModelBuilder } from '../../ir/builder.ts'
import type { TestModel } from '../../ir/testing/models.ts'
import type { TreeEnsembleStep } from '../../ir/types.ts'

type Switches = Pick<
  TreeEnsembleStep,
  'featureType' | 'comparison' | 'zeroBand' | 'categoryHit' | 'categoryRange' | 'accumulate'
>

export interface ForestShape extends Switches {
  readonly features: number
  /** Leaves of each tree; a tree of one is a constant. */
  readonly leaves: readonly number[]
  /** Different thresholds that a feature may have. */
  readonly thresholds: number
  /** Share of the nodes that test a category, and how many categories there are. */
  readonly categoryShare: number
  readonly categories: number
  readonly slots: number
  readonly hasVectorLeaves: boolean
  readonly hasBase: boolean
  readonly hasWeights: boolean
  readonly hasLinearLeaves: boolean
  /** Whether nodes may lead to subtrees that others lead to as well. */
  readonly sharesSubtrees: boolean
  /** Whether trees are chains, as deep as they have nodes. */
  readonly isDeep: boolean
}

export interface RandomForest extends TestModel {
  /** Values that the rows of a test should hold: thresholds, their neighbours, codes, odd ones. */
  readonly values: readonly number[]
}

const setCount = 9
const odd = [Number.NaN, 0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, -1e-40]
const codes = [-0.5, -1, 0.5, 31.5, 16777215, 16777216, 2147483647, 2147483648, 1e300]

/** A forest of the given shape, everything else at random. */
export function randomForest(random: Random, shape: ForestShape): RandomForest {
  const nodes = new RandomNodes(random, shape)
  for (const leaves of shape.leaves) nodes.addTree(leaves)
  const { accumulate, slots } = shape
  const builder = new ModelBuilder()
  const width = shape.hasVectorLeaves ? slots : 1
  const toTerm = accumulate === 'f32' ? Math.fround : (x: number) => x
  const numbers = (length: number) =>
    Float64Array.from({ length }, () => toTerm(random.nextNormal()))
  const integers = (length: number, below: number) =>
    Int32Array.from({ length }, () => random.nextBelow(below))
  const trees = shape.leaves.length
  const leaves = nodes.leafCount
  builder.step({ op: 'input@1', out: 'row', width: shape.features })
  builder.step({
    op: 'treeEnsemble@1',
    in: 'row',
    out: 'margins',
    slots,
    featureType: shape.featureType,
    comparison: shape.comparison,
    zeroBand: shape.zeroBand,
    categoryHit: shape.categoryHit,
    categoryRange: shape.categoryRange,
    accumulate,
    leafWidth: width,
    ...(shape.hasBase && { base: builder.coefficient('base', numbers(slots)) }),
    ...(shape.hasWeights && { treeWeights: builder.coefficient('weights', numbers(trees)) }),
    roots: builder.coefficient('roots', Int32Array.from(nodes.roots)),
    treeSlots: builder.coefficient('slots', integers(trees, width === 1 ? slots : 1)),
    features: builder.coefficient('features', Int32Array.from(nodes.features)),
    thresholds: builder.coefficient('thresholds', Float64Array.from(nodes.thresholds)),
    flags: builder.coefficient('flags', Uint8Array.from(nodes.flags)),
    left: builder.coefficient('left', Int32Array.from(nodes.left)),
    right: builder.coefficient('right', Int32Array.from(nodes.right)),
    leafValues: builder.coefficient(
      'leaves',
      numbers(leaves * width),
      width === 1 ? [leaves] : [leaves, width],
    ),
    categories: {
      offsets: builder.coefficient('offsets', nodes.setOffsets),
      words: builder.coefficient('words', nodes.setWords),
    },
    ...(shape.hasLinearLeaves && {
      linearLeaves: {
        constants: builder.coefficient('constants', numbers(leaves)),
        offsets: builder.coefficient(
          'ends',
          Int32Array.from({ length: leaves + 1 }, (_, i) => i),
        ),
        features: builder.coefficient('terms', integers(leaves, shape.features)),
        coefficients: builder.coefficient('factors', numbers(leaves)),
      },
    }),
  })
  const model = builder.build({ raw: 'margins', value: 'margins' })
  return { ...model, contract: contractOf(shape), values: nodes.listValues() }
}

/** The arrays of the nodes as they grow. */
class RandomNodes {
  readonly roots: number[] = []
  readonly features: number[] = []
  readonly thresholds: number[] = []
  readonly flags: number[] = []
  readonly left: number[] = []
  readonly right: number[] = []
  leafCount = 0
  readonly setOffsets: Int32Array
  readonly setWords: Uint32Array

  readonly #random: Random
  readonly #shape: ForestShape
  readonly #choices: readonly number[]

  constructor(random: Random, shape: ForestShape) {
    this.#random = random
    this.#shape = shape
    const toFeature = shape.featureType === 'f32' ? Math.fround : (x: number) => x
    const near = odd.slice(1).map(toFeature)
    const normal = Array.from({ length: shape.thresholds }, () => toFeature(random.nextNormal()))
    this.#choices = [...near, ...normal].slice(0, Math.max(1, shape.thresholds))
    const words = Math.ceil(shape.categories / 32)
    this.setOffsets = Int32Array.from({ length: setCount + 1 }, (_, i) => i * words)
    this.setWords = Uint32Array.from({ length: setCount * words }, () => random.nextUint32())
  }

  addTree(leaves: number): void {
    this.roots.push(this.#grow(leaves, this.left.length))
  }

  /** Grows a subtree and answers what leads to it. Nodes before `first` belong to other trees. */
  #grow(leaves: number, first: number): number {
    if (leaves <= 1) return ~this.leafCount++
    const { sharesSubtrees, isDeep } = this.#shape
    const grown = this.left.length - first
    if (sharesSubtrees && grown > 0 && this.#random.nextBelow(6) === 0) {
      return first + this.#random.nextBelow(grown)
    }
    const onLeft = isDeep ? 1 : 1 + this.#random.nextBelow(leaves - 1)
    const left = this.#grow(onLeft, first)
    const right = this.#grow(leaves - onLeft, first)
    return this.#addNode(left, right)
  }

  #addNode(left: number, right: number): number {
    const { features, categoryShare } = this.#shape
    const isCategory = this.#random.nextBelow(1000) < 1000 * categoryShare
    const rule = isCategory ? 2 * this.#random.nextBelow(2) : this.#random.nextBelow(3)
    this.features.push(this.#random.nextBelow(features))
    this.flags.push((rule << 2) | (this.#random.nextBelow(2) << 1) | (isCategory ? 1 : 0))
    const choice = this.#random.nextBelow(isCategory ? setCount : this.#choices.length)
    this.thresholds.push(isCategory ? choice : (this.#choices[choice] as number))
    this.left.push(left)
    this.right.push(right)
    return this.left.length - 1
  }

  listValues(): readonly number[] {
    const some = this.#choices.slice(0, 200)
    const beside = some.flatMap((x) => [x, x + Math.abs(x) * 2e-16, x - Math.abs(x) * 1e-7])
    const categories = Array.from({ length: 40 }, () =>
      this.#random.nextBelow(this.#shape.categories + 40),
    )
    return [...odd, ...codes, ...beside, ...categories]
  }
}

function contractOf({ features, slots }: ForestShape): Contract {
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
