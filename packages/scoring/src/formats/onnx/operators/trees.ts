import { nameTreeArrays } from '../../../ir/name-tree-arrays.ts'
import { columnsOf, type Lowering, widthOf } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import type { Operators } from '../lower/operator.ts'
import {
  bothSides,
  classLabel,
  isAbove,
  largestOf,
  linkedSums,
  postTransforms,
  readClasses,
  readPostTransform,
  transformed,
} from '../lower/scores.ts'
import type { ColumnsValue } from '../lower/value.ts'
import { type BuiltTrees, buildTrees } from '../trees/build-trees.ts'
import { readIndexedTrees } from '../trees/read-indexed-trees.ts'
import { readKeyedTrees } from '../trees/read-keyed-trees.ts'
import { ofTarget, type SourceTrees } from '../trees/source-trees.ts'
import type { ElementType } from '../types.ts'

const aggregations = ['AVERAGE', 'SUM', 'MIN', 'MAX'] as const
type Aggregation = (typeof aggregations)[number]

/** Sums of decision trees, and those of them that choose a class. */
export const treeOperators: Operators = {
  'ai.onnx.ml:TreeEnsembleClassifier': classify,
  'ai.onnx.ml:TreeEnsembleRegressor': (node, lowering) => {
    const x = featuresOf(node)
    const targets = targetsOf(node)
    const sums = addUp(node, lowering, readKeyedTrees(node, 'target'), {
      ...{ x, targets, base: node.weights('base_values'), element: 'float' as const },
      by: node.choice('aggregate_function', 'SUM', aggregations),
    })
    node.output(0, linkedSums(lowering, sums, readPostTransform(node), targets))
  },
  'ai.onnx.ml:TreeEnsemble': (node, lowering) => {
    const x = featuresOf(node)
    const targets = targetsOf(node)
    const by = aggregations[node.int('aggregate_function', 1)]
    const post = postTransforms[node.int('post_transform', 0)]
    if (by === undefined || post === undefined) {
      throw node.corrupt('attribute', 'an unknown aggregation or transform', '0 to 3, and 0 to 4')
    }
    const trees = readIndexedTrees(node)
    if (x.element === 'float16') {
      const sums = addHalves(node, lowering, trees, { x, targets, by })
      node.output(0, linkedSums(lowering, sums, post, targets, 'float16'))
      return
    }
    const element = x.element === 'double' ? 'double' : 'float'
    const base = new Float64Array()
    const sums = addUp(node, lowering, trees, { x, targets, base, by, element })
    node.output(0, linkedSums(lowering, sums, post, targets, element))
  },
}

interface Sums {
  readonly x: ColumnsValue
  readonly targets: number
  readonly base: Float64Array
  readonly by: Aggregation
  /** Type of the answer. */
  readonly element: ElementType
}

function featuresOf(node: NodeReader): ColumnsValue {
  const x = node.numberColumns(0)
  if (x.shape.length === 1) return x
  throw node.refuse(`rows of ${x.shape.length} dimensions`, 'rows of features')
}

function targetsOf(node: NodeReader): number {
  const targets = node.int('n_targets', 1)
  if (targets >= 1 && targets <= 100_000) return targets
  throw node.corrupt('attribute/n_targets', String(targets), '1 to 100,000')
}

/** Trees in the order of the file, then the division of a mean, then the base, each rounded. */
function addUp(node: NodeReader, lowering: Lowering, trees: SourceTrees, sums: Sums): string {
  const { x, targets, base, by, element } = sums
  if (targets > 1 && (by === 'MIN' || by === 'MAX')) {
    const leaves = trees.leafOffsets.length - 1
    if (trees.leafWeights.length !== leaves * targets) {
      const found = `${trees.leafWeights.length} weights of ${leaves} leaves for ${by}`
      throw node.refuse(found, 'a weight of each leaf for every target')
    }
    const each = Array.from({ length: targets }, (_, target) => {
      const own = base.length === targets ? base.slice(target, target + 1) : base
      const parts = { ...sums, targets: 1, base: own }
      return addUp(node, lowering, ofTarget(trees, target), parts)
    })
    return lowering.concat(each)
  }
  const isFloat = x.element !== 'double'
  const slotForEachTree = by === 'MIN' || by === 'MAX'
  const settings = { targets, width: widthOf(x), isFloat, slotForEachTree }
  const { arrays, leafWidth } = buildTrees(node, trees, settings)
  const count = arrays.roots.length
  const round = isFloat ? 'f32' : 'no'
  const slots = slotForEachTree ? count : targets
  let name = treesStep(lowering, x.name, { arrays, leafWidth, slots, isFloat })
  if (by === 'MIN' || by === 'MAX') name = extreme(lowering, name, count, by)
  const columns = Array.from({ length: targets }, (_, i) => i)
  const right = (length: number) => columns.map((i) => targets + (length === 1 ? 0 : i))
  if (by === 'AVERAGE') {
    const constants = lowering.numbers(Float64Array.of(count))
    const parts = { left: columns, right: right(1), constants, round } as const
    name = lowering.step({ op: 'combine@1', in: name, by: 'divide', ...parts })
  }
  if (base.every((number) => number === 0)) return isFloat ? name : lowering.round(name, element)
  if (base.length !== 1 && base.length !== targets) {
    throw node.corrupt('attribute/base_values', `${base.length} numbers`, `1 or ${targets}`)
  }
  const constants = lowering.numbers(isFloat ? base.map(Math.fround) : base)
  const parts = { left: columns, right: right(base.length), constants, round } as const
  const sum = lowering.step({ op: 'combine@1', in: name, by: 'add', ...parts })
  return isFloat ? sum : lowering.round(sum, element)
}

interface Slots extends BuiltTrees {
  readonly slots: number
  readonly isFloat: boolean
}

function treesStep(
  lowering: Lowering,
  name: string,
  { arrays, leafWidth, slots, isFloat }: Slots,
): string {
  return lowering.step({
    op: 'treeEnsemble@1',
    in: name,
    slots,
    featureType: isFloat ? 'f32' : 'f64',
    comparison: 'lessOrEqual',
    zeroBand: 0,
    categoryHit: 'left',
    categoryRange: 'int32',
    accumulate: isFloat ? 'f32' : 'f64',
    leafWidth,
    ...nameTreeArrays(lowering.builder, arrays, leafWidth, lowering.coefficientName()),
  })
}

function extreme(lowering: Lowering, name: string, members: number, by: 'MIN' | 'MAX'): string {
  const choice = by === 'MIN' ? 'smallest' : 'largest'
  return lowering.step({ op: 'aggregate@1', in: name, members, by: choice })
}

/**
 * Sums of halves: every tree is a column of its own, as each addition is rounded. Of a mean, it is the number
 * of each tree that is divided, as the reference evaluator does it; no other runtime takes halves.
 */
function addHalves(
  node: NodeReader,
  lowering: Lowering,
  trees: SourceTrees,
  { x, targets, by }: Pick<Sums, 'x' | 'targets' | 'by'>,
): string {
  const settings = { targets, width: widthOf(x), isFloat: true, slotForEachTree: true }
  const { arrays, leafWidth } = buildTrees(node, trees, settings)
  const count = arrays.roots.length
  const half = (name: string) => lowering.round(name, 'float16')
  const each = treesStep(lowering, lowering.exact(x), {
    arrays,
    leafWidth,
    slots: count,
    isFloat: true,
  })
  if (by === 'MIN' || by === 'MAX') return extreme(lowering, each, count, by)
  const columns = Array.from({ length: count }, (_, i) => i)
  const constants = lowering.numbers(Float64Array.of(count))
  const right = columns.map(() => count)
  const divided = { left: columns, right, constants, round: 'no' } as const
  const parts =
    by === 'SUM'
      ? each
      : half(lowering.step({ op: 'combine@1', in: each, by: 'divide', ...divided }))
  return columns
    .map((i) => lowering.select(parts, count, [i]))
    .reduce((sum, next) => {
      const both = { left: [0], right: [1], round: 'no' } as const
      return half(
        lowering.step({ op: 'combine@1', in: lowering.concat([sum, next]), by: 'add', ...both }),
      )
    })
}

/**
 * One list of weights for two classes is one score s. It stands against -s, and is cut at 0; a
 * probability, which all weights above zero without a link make it, stands against 1 - s, cut at 1/2.
 */
function classify(node: NodeReader, lowering: Lowering): void {
  const x = featuresOf(node)
  const classes = readClasses(node, 'classlabels_int64s')
  if (classes === undefined) throw node.corrupt('attribute', 'no classes', 'the labels of classes')
  const trees = readKeyedTrees(node, 'class')
  const post = readPostTransform(node)
  const base = node.weights('base_values')
  const isOne = classes.length === 2 && new Set(trees.leafTargets).size === 1
  const settings = { x, by: 'SUM', element: 'float' } as const
  if (!isOne) {
    const targets = classes.length
    const sums = addUp(node, lowering, trees, { ...settings, targets, base })
    const scores = linkedSums(lowering, sums, post, targets)
    const decided = post === 'SOFTMAX_ZERO' ? scores.name : sums
    node.output(0, classLabel(lowering, largestOf(lowering, decided), classes))
    node.output(1, scores)
    return
  }
  const only = { ...trees, leafTargets: trees.leafTargets.map(() => 0) }
  // Of two bases, the second is the one that counts.
  const sums = addUp(node, lowering, only, { ...settings, targets: 1, base: base.slice(-1) })
  const isPlain = post === 'NONE' || post === 'PROBIT'
  const isShare = isPlain && trees.leafWeights.every((weight) => weight >= 0)
  const scores =
    post === 'LOGISTIC'
      ? lowering.round(sharesOf(lowering, sums), 'float')
      : transformed(
          lowering,
          bothSides(lowering, sums, isShare ? 'complement' : 'negative'),
          post,
          'float',
        )
  const index = isAbove(lowering, sums, isShare ? 0.5 : 0)
  node.output(0, classLabel(lowering, index, classes))
  node.output(1, { ...columnsOf(scores, 'float', [2]), margins: sums })
}

/** [1 - p, p], as boosting libraries themselves answer two classes. */
function sharesOf(lowering: Lowering, margins: string): string {
  lowering.hasLink = true
  const link = { kind: 'sigmoid', alpha: 1 } as const
  return lowering.step({ op: 'link@1', in: margins, link, divisor: 1, complement: true })
}
