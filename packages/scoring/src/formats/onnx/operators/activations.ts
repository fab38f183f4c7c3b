import type { CombineFunction } from '../../../ir/numeric-steps.ts'
import { columnsOf, type Lowering, widthOf } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import type { Operator, Operators } from '../lower/operator.ts'
import { withNumber } from './with-number.ts'

/** What stands between the layers of a network: in doubles, and rounded once. */
export const activationOperators: Operators = {
  BatchNormalization: normalizeBatch,
  LeakyRelu: activation((x, node) => bent(x, node.float('alpha', 0.01))),
  PRelu: activation((x, node) => bent(x, onlyNumber(node, 1))),
  Elu: activation((x, node) => exponential(x, node.float('alpha', 1))),
  Selu: activation((x, node) => {
    const alpha = node.float('alpha', 1.6732631921768188)
    return x.by('multiply', exponential(x, alpha), node.float('gamma', 1.0507010221481323))
  }),
  Softplus: activation((x) => softplus(x)),
  Softsign: activation((x) => x.pair('divide', x.in, x.by('add', x.map('abs'), 1))),
  Mish: activation((x) => x.pair('multiply', x.in, x.map('tanh', softplus(x)))),
  HardSigmoid: activation((x, node) => {
    return slope(x, node.float('alpha', 0.2), node.float('beta', 0.5))
  }),
  HardSwish: activation((x) => x.pair('multiply', x.in, slope(x, 1 / 6, 0.5))),
  Swish: activation((x, node) => {
    const scaled = x.by('multiply', x.in, node.float('alpha', 1))
    return x.pair('multiply', x.in, x.map('logistic', scaled))
  }),
  Gelu: activation((x, node) => {
    const isNear = node.choice('approximate', 'none', ['none', 'tanh']) === 'tanh'
    return x.pair('multiply', x.in, isNear ? nearCdf(x) : x.map('normalCdf'))
  }),
}

/** The columns of a node, and steps on them. */
interface Columns {
  readonly in: string
  map(by: Parameters<Lowering['map']>[1], name?: string): string
  by(by: CombineFunction, name: string, number: number): string
  /** Of two values of as many columns. */
  pair(by: CombineFunction, left: string, right: string): string
}

function activation(compute: (x: Columns, node: NodeReader) => string): Operator {
  return (node, lowering) => {
    const value = node.numberColumns(0)
    const width = widthOf(value)
    const columns = Array.from({ length: width }, (_, i) => i)
    const name = lowering.exact(value)
    lowering.isExact = false
    const x: Columns = {
      in: name,
      map: (by, of = name) => lowering.map(of, by),
      by: (by, of, number) => withNumber(lowering, of, width, by, number),
      pair: (by, left, right) => {
        const both = { left: columns, right: columns.map((i) => width + i), round: 'no' } as const
        return lowering.step({ op: 'combine@1', in: lowering.concat([left, right]), by, ...both })
      },
    }
    const { element, shape } = value
    node.output(0, columnsOf(lowering.round(compute(x, node), element), element, shape))
  }
}

/** Below zero, of another slope. */
function bent(x: Columns, slope: number): string {
  const below = x.by('multiply', x.by('smallest', x.in, 0), slope)
  return x.pair('add', x.map('relu'), below)
}

function exponential(x: Columns, alpha: number): string {
  const below = x.by('multiply', x.map('expm1', x.by('smallest', x.in, 0)), alpha)
  return x.pair('add', x.map('relu'), below)
}

/** log(1 + exp x), without exp of what is large. */
function softplus(x: Columns): string {
  const rest = x.map('log1p', x.map('exp', x.map('negative', x.map('abs'))))
  return x.pair('add', x.map('relu'), rest)
}

/** From 0 to 1 along a line. */
function slope(x: Columns, alpha: number, beta: number): string {
  const line = x.by('add', x.by('multiply', x.in, alpha), beta)
  return x.by('largest', x.by('smallest', line, 1), 0)
}

/** The normal distribution by a logistic: what GELU with tanh comes to. */
function nearCdf(x: Columns): string {
  const square = x.by('multiply', x.map('square'), 0.044715)
  const inner = x.pair('multiply', x.in, x.by('add', square, 1))
  return x.map('logistic', x.by('multiply', inner, 2 * Math.sqrt(2 / Math.PI)))
}

function onlyNumber(node: NodeReader, index: number): number {
  const { numbers } = node.constant(index)
  const [first = Number.NaN] = numbers
  if (Number.isFinite(first) && numbers.every((number) => number === first)) return first
  throw node.refuse('slopes that differ', 'one for all columns')
}

/** Columns less their mean, over their deviation: what training has left of it is a line for each channel. */
function normalizeBatch(node: NodeReader, lowering: Lowering): void {
  const x = node.numberColumns(0)
  const [channels = 1, ...inner] = x.shape
  if (node.int('training_mode', 0) !== 0) throw node.refuse('training', 'what was trained')
  const epsilon = node.float('epsilon', 1e-5)
  const [scale, bias, mean, variance] = [1, 2, 3, 4].map((i) => node.constant(i).numbers)
  const lists = [scale, bias, mean, variance]
  if (lists.some((numbers) => numbers?.length !== channels)) {
    const found = `${lists.map((numbers) => numbers?.length).join(', ')} numbers`
    throw node.corrupt('input', found, `${channels}, one for each channel`)
  }
  const columns = Array.from({ length: widthOf(x) }, (_, i) => i)
  const size = inner.reduce((product, length) => product * length, 1)
  const of = (numbers: Float64Array | undefined, i: number) =>
    numbers?.[Math.floor(i / size)] as number
  const factors = Float64Array.from(columns, (i) => {
    return of(scale, i) / Math.sqrt(of(variance, i) + epsilon)
  })
  const terms = Float64Array.from(columns, (i) => {
    return of(bias, i) - of(mean, i) * (factors[i] as number)
  })
  const bad = [...factors, ...terms].find((number) => !Number.isFinite(number))
  if (bad !== undefined) throw node.refuse(`the factor ${bad}`, 'finite numbers')
  lowering.isExact = false
  const name = lowering.step({
    ...{ op: 'multiplyAdd@1', in: lowering.exact(x), columns },
    ...{ factors: lowering.numbers(factors), terms: lowering.numbers(terms) },
  })
  node.output(0, columnsOf(lowering.round(name, x.element), x.element, x.shape))
}
