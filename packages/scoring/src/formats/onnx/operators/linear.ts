import { columnsOf, type Lowering, widthOf } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import type { Operators } from '../lower/operator.ts'
import {
  bothSides,
  classLabel,
  isAbove,
  largestOf,
  linkedSums,
  type PostTransform,
  readClasses,
  readPostTransform,
  transformed,
} from '../lower/scores.ts'
import type { ColumnsValue } from '../lower/value.ts'
import { combined } from './arithmetic.ts'

/** Weighted sums of all columns. They are added up in doubles and rounded once: ONNX leaves the order open. */
export const linearOperators: Operators = {
  'ai.onnx.ml:LinearRegressor': (node, lowering) => {
    const x = node.numberColumns(0)
    const targets = node.int('targets', 1)
    const weights = node.floats('coefficients')
    const sums = weightedSums(node, lowering, x, {
      ...{ targets, weights, bias: biasOf(node, targets) },
    })
    node.output(0, linkedSums(lowering, sums, readPostTransform(node), targets))
  },
  'ai.onnx.ml:LinearClassifier': classify,
  MatMul: (node, lowering) => {
    const x = node.numberColumns(0)
    const { numbers, dims } = node.constant(1)
    const [inner = 0, targets = 1] = dims
    if (dims.length > 2 || dims.length === 0) {
      throw node.refuse(`a constant of ${dims.length} dimensions`, 'a matrix')
    }
    const weights = transposed(numbers, inner, targets)
    const sums = weightedSums(node, lowering, x, {
      ...{ targets, weights, bias: new Float64Array(targets), element: x.element },
    })
    node.output(0, columnsOf(sums, x.element, dims.length === 1 ? [] : [targets]))
  },
  Gemm: (node, lowering) => {
    const x = node.numberColumns(0)
    const [alpha, beta] = [node.float('alpha', 1), node.float('beta', 1)]
    if (node.int('transA', 0) !== 0) throw node.refuse('transA', 'rows that stay rows')
    const { numbers, dims } = node.constant(1)
    const [rows = 0, columns = 0] = dims
    const isTransposed = node.int('transB', 0) !== 0
    const targets = isTransposed ? rows : columns
    const weights = isTransposed ? numbers : transposed(numbers, rows, columns)
    const c = node.find(2)
    const isOfRows = c?.kind === 'columns'
    const terms = c === undefined || isOfRows ? new Float64Array(1) : node.constant(2).numbers
    if (terms.length !== 1 && terms.length !== targets) {
      throw node.refuse(`a term of ${terms.length} numbers`, `1 or ${targets}`)
    }
    const bias = Float64Array.from({ length: targets }, (_, i) => {
      return beta * (terms[terms.length === 1 ? 0 : i] as number)
    })
    const sums = weightedSums(node, lowering, x, {
      ...{ targets, weights: weights.map((weight) => alpha * weight), bias, element: x.element },
    })
    const value = columnsOf(sums, x.element, [targets])
    if (isOfRows && beta !== 1) throw node.refuse(`beta ${beta} of rows`, '1')
    node.output(0, isOfRows ? combined(node, lowering, [value, node.columns(2)], 'add') : value)
  },
}

interface Weights {
  readonly targets: number
  /** [targets, width], row-major. */
  readonly weights: Float64Array
  readonly bias: Float64Array
  /** Type of the sums; singles unless said. */
  readonly element?: ColumnsValue['element']
}

/** Sums of a row for each target, rounded to their type. */
export function weightedSums(
  node: NodeReader,
  lowering: Lowering,
  x: ColumnsValue,
  { targets, weights, bias, element = 'float' }: Weights,
): string {
  const width = widthOf(x)
  if (x.shape.length !== 1) throw node.refuse(`rows of ${x.shape.length} dimensions`, 'one')
  if (targets < 1 || weights.length !== targets * width) {
    const found = `${weights.length} weights for ${targets} targets`
    throw node.corrupt('attribute/coefficients', found, `${width} for each target`)
  }
  const bad = [...weights, ...bias].find((number) => !Number.isFinite(number))
  if (bad !== undefined) throw node.refuse(`the weight ${bad}`, 'finite weights')
  lowering.isExact = false
  const sums = lowering.step({
    op: 'linear@1',
    in: lowering.exact(x),
    targets,
    weights: lowering.numbers(weights, [targets, width]),
    bias: lowering.numbers(bias),
  })
  return lowering.round(sums, element)
}

function biasOf(node: NodeReader, targets: number): Float64Array {
  const bias = node.floats('intercepts')
  if (bias.length === 0) return new Float64Array(targets)
  if (bias.length === targets) return bias
  throw node.corrupt('attribute/intercepts', `${bias.length} numbers`, String(targets))
}

function transposed(numbers: Float64Array, rows: number, columns: number): Float64Array {
  return numbers.map((_, i) => numbers[(i % rows) * columns + Math.floor(i / rows)] as number)
}

/** One list of weights for two classes is a score that stands against its negative. */
function classify(node: NodeReader, lowering: Lowering): void {
  const x = node.numberColumns(0)
  const weights = node.floats('coefficients')
  const targets = weights.length / widthOf(x)
  if (!Number.isInteger(targets) || targets < 1) {
    const found = `${weights.length} numbers`
    throw node.corrupt('attribute/coefficients', found, `${widthOf(x)} for each class`)
  }
  const classes = readClasses(node, 'classlabels_ints')
  const bias = biasOf(node, targets)
  const sums = weightedSums(node, lowering, x, { targets, weights, bias })
  const post = readPostTransform(node)
  if (targets === 1) {
    classifyOne(node, lowering, sums, post)
    return
  }
  const levels = classes ?? Array.from({ length: targets }, (_, i) => i)
  if (levels.length !== targets) {
    throw node.corrupt('attribute/classlabels', `${levels.length} classes`, String(targets))
  }
  const scores = linkedSums(lowering, sums, post, targets)
  const decided = post === 'SOFTMAX_ZERO' ? scores.name : sums
  node.output(0, classLabel(lowering, largestOf(lowering, decided), levels))
  node.output(1, scores)
}

function classifyOne(
  node: NodeReader,
  lowering: Lowering,
  sums: string,
  post: PostTransform,
): void {
  const classes = readClasses(node, 'classlabels_ints') ?? [1]
  if (classes.length === 2) {
    const sides = bothSides(lowering, sums, 'negative')
    const scores = transformed(lowering, sides, post, 'float')
    const decided =
      post === 'SOFTMAX_ZERO' ? largestOf(lowering, scores) : isAbove(lowering, sums, 0)
    node.output(0, classLabel(lowering, decided, classes))
    node.output(1, { ...columnsOf(scores, 'float', [2]), margins: sums })
    return
  }
  const [only] = classes
  if (classes.length !== 1 || typeof only !== 'number') {
    throw node.refuse(`${classes.length} classes for one score`, 'two')
  }
  const scores = transformed(lowering, sums, post, 'float')
  // The class where the score is at or above the cut, else 0.
  const index = lowering.step({
    ...{ op: 'threshold@1', in: scores, bound: post === 'NONE' ? 0 : 0.5, orEqual: true },
  })
  node.output(0, classLabel(lowering, index, [0, only]))
  node.output(1, columnsOf(scores, 'float', [1]))
}
