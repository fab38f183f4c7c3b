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
import { weightedSums } from './linear.ts'

/** Support vector machines: kernels against the vectors, in doubles, then weighted sums of them. */
export const svmOperators: Operators = {
  'ai.onnx.ml:SVMRegressor': (node, lowering) => {
    const x = node.numberColumns(0)
    const count = node.int('n_supports', 0)
    const weights = node.floats('coefficients')
    const [rho = 0] = node.floats('rho')
    const bias = Float64Array.of(rho)
    if (count > 0 && weights.length !== count) {
      throw node.corrupt('attribute/coefficients', `${weights.length} numbers`, String(count))
    }
    const of = count > 0 ? kernels(node, lowering, x, count) : x
    const sums = weightedSums(node, lowering, of, { targets: 1, weights, bias })
    if (node.int('one_class', 0) !== 0) {
      const side = classLabel(lowering, isAbove(lowering, sums, 0), [-1, 1])
      node.output(0, { ...side, element: 'float', shape: [1] })
      return
    }
    node.output(0, linkedSums(lowering, sums, readPostTransform(node), 1))
  },
  'ai.onnx.ml:SVMClassifier': (node, lowering) => {
    const perClass = node.ints('vectors_per_class')
    const classes = readClasses(node, 'classlabels_ints')
    if (classes === undefined || classes.length < 2) {
      throw node.refuse('fewer than two classes', 'at least two')
    }
    if (perClass.length > 0) classifyByPairs(node, lowering, { classes, perClass })
    else classifyLinear(node, lowering, classes)
  },
}

type Classes = NonNullable<ReturnType<typeof readClasses>>

/** The kernel of a row with each support vector. */
function kernels(
  node: NodeReader,
  lowering: Lowering,
  x: ColumnsValue,
  count: number,
): ColumnsValue {
  const width = widthOf(x)
  const vectors = node.floats('support_vectors')
  if (x.shape.length !== 1 || vectors.length !== count * width) {
    const found = `${vectors.length} numbers of ${count} vectors`
    throw node.corrupt('attribute/support_vectors', found, `${width} for each`)
  }
  lowering.isExact = false
  const [gamma = 0, coef0 = 0, degree = 0] = node.floats('kernel_params')
  const kind = node.choice('kernel_type', 'LINEAR', ['LINEAR', 'POLY', 'RBF', 'SIGMOID'])
  const name = lowering.exact(x)
  if (kind === 'RBF') {
    const points = lowering.numbers(vectors, [count, width])
    const squares = lowering.step({
      ...{ op: 'distance@1', in: name, points, count, by: 'squaredEuclidean' },
    })
    const scaled = scale(lowering, squares, count, -gamma, 0)
    return columnsOf(lowering.map(scaled, 'exp'), 'double', [count])
  }
  const products = lowering.step({
    ...{ op: 'linear@1', in: name, targets: count },
    weights: lowering.numbers(vectors, [count, width]),
    bias: lowering.numbers(new Float64Array(count)),
  })
  if (kind === 'LINEAR') return columnsOf(products, 'double', [count])
  const scaled = scale(lowering, products, count, gamma, coef0)
  if (kind === 'SIGMOID') return columnsOf(lowering.map(scaled, 'tanh'), 'double', [count])
  const left = Array.from({ length: count }, (_, i) => i)
  const power = lowering.step({
    ...{ op: 'combine@1', in: scaled, by: 'power', left, right: left.map(() => count) },
    ...{ constants: lowering.numbers(Float64Array.of(Math.trunc(degree))), round: 'no' },
  })
  return columnsOf(power, 'double', [count])
}

function scale(
  lowering: Lowering,
  name: string,
  width: number,
  factor: number,
  term: number,
): string {
  return lowering.step({
    op: 'multiplyAdd@1',
    in: name,
    columns: Array.from({ length: width }, (_, i) => i),
    factors: lowering.numbers(new Float64Array(width).fill(factor)),
    terms: lowering.numbers(new Float64Array(width).fill(term)),
  })
}

/** One score for each class, all with the first of `rho`; the largest wins. */
function classifyLinear(node: NodeReader, lowering: Lowering, classes: Classes): void {
  const x = node.numberColumns(0)
  const weights = node.floats('coefficients')
  const bias = new Float64Array(classes.length).fill(node.floats('rho')[0] ?? 0)
  const sums = weightedSums(node, lowering, x, { targets: classes.length, weights, bias })
  node.output(0, classLabel(lowering, largestOf(lowering, sums), classes))
  node.output(1, linkedSums(lowering, sums, readPostTransform(node), classes.length))
}

interface Pairs {
  readonly classes: Classes
  /** How many support vectors each class has, in order. */
  readonly perClass: readonly number[]
}

/** Every two classes vote for one of them; with `prob_a` their decisions become probabilities. */
function classifyByPairs(node: NodeReader, lowering: Lowering, { classes, perClass }: Pairs): void {
  const x = node.numberColumns(0)
  const count = classes.length
  const post = readPostTransform(node)
  if (perClass.length !== count) {
    throw node.corrupt('attribute/vectors_per_class', `${perClass.length}`, `${count} classes`)
  }
  const decisions = decide(node, lowering, x, perClass)
  const votes = vote(lowering, decisions, count)
  const winner = largestOf(lowering, votes)
  const [a, b] = [node.floats('prob_a'), node.floats('prob_b')]
  if (a.length > 0) {
    const pairs = (count * (count - 1)) / 2
    if (a.length !== pairs || b.length !== pairs) {
      throw node.corrupt('attribute/prob_a', `${a.length} and ${b.length} numbers`, `${pairs}`)
    }
    const coupled = lowering.step({
      ...{ op: 'pairCoupling@1', in: decisions, classes: count },
      ...{ a: lowering.numbers(a), b: lowering.numbers(b) },
    })
    const shares = lowering.round(coupled, 'float')
    const scores = transformed(lowering, shares, post, 'float')
    node.output(0, classLabel(lowering, winner, classes))
    node.output(1, columnsOf(scores, 'float', [count]))
    return
  }
  node.output(0, classLabel(lowering, winner, classes))
  node.output(1, scoresOfPairs(node, lowering, decisions, { count, post }))
}

/** Scores of pairs as they are; the one score of two classes stands against its negative. */
function scoresOfPairs(
  node: NodeReader,
  lowering: Lowering,
  decisions: string,
  { count, post }: { readonly count: number; readonly post: PostTransform },
): ColumnsValue {
  if (count > 2) {
    const scores = transformed(lowering, decisions, post, 'float')
    return columnsOf(scores, 'float', [(count * (count - 1)) / 2])
  }
  if (post === 'PROBIT') throw node.refuse('PROBIT of one score', 'another transform')
  const sides = bothSides(lowering, decisions, 'negative')
  return columnsOf(transformed(lowering, sides, post, 'float'), 'float', [2])
}

/** For classes i < j: rho + the vectors of i by their weights against j + those of j against i. */
function decide(
  node: NodeReader,
  lowering: Lowering,
  x: ColumnsValue,
  perClass: readonly number[],
): string {
  const total = perClass.reduce((sum, size) => sum + size, 0)
  const coefficients = node.floats('coefficients')
  const count = perClass.length
  if (coefficients.length < (count - 1) * total || perClass.some((size) => size < 0)) {
    const found = `${coefficients.length} numbers`
    throw node.corrupt('attribute/coefficients', found, `${(count - 1) * total}, or more`)
  }
  const starts = perClass.map((_, i) => perClass.slice(0, i).reduce((sum, size) => sum + size, 0))
  const rho = node.floats('rho')
  const weights: Float64Array[] = []
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const row = new Float64Array(total)
      const put = (of: number, against: number) => {
        const start = starts[of] as number
        for (let k = start; k < start + (perClass[of] as number); k++) {
          row[k] = coefficients[against * total + k] as number
        }
      }
      put(i, j - 1)
      put(j, i)
      weights.push(row)
    }
  }
  if (rho.length !== weights.length) {
    throw node.corrupt('attribute/rho', `${rho.length} numbers`, `${weights.length}`)
  }
  return weightedSums(node, lowering, kernels(node, lowering, x, total), {
    targets: weights.length,
    weights: Float64Array.from(weights.flatMap((row) => [...row])),
    bias: rho,
    element: 'float',
  })
}

/** How many pairs each class wins: a decision above 0 is for the first of the two. */
function vote(lowering: Lowering, decisions: string, count: number): string {
  const pairs = (count * (count - 1)) / 2
  const weights = new Float64Array(count * pairs)
  const bias = new Float64Array(count)
  let pair = 0
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++, pair++) {
      weights[i * pairs + pair] = 1
      weights[j * pairs + pair] = -1
      bias[j] = (bias[j] as number) + 1
    }
  }
  return lowering.step({
    ...{ op: 'linear@1', in: isAbove(lowering, decisions, 0), targets: count },
    ...{ weights: lowering.numbers(weights, [count, pairs]), bias: lowering.numbers(bias) },
  })
}
