import { exp } from '@ratchet-ml/stats'
import { corrupt } from '../../corrupt.ts'
import type { PairCouplingStep } from '../numeric-steps.ts'
import { checkFinite, float64Of } from '../tensors.ts'
import { parseEnds, rowOp } from './row-op.ts'

/** More classes would take a matrix of more than a million numbers. */
const mostClasses = 1000
const least = 1e-7

/** Probabilities of classes from the decisions between every two of them. */
export const pairCouplingOp = rowOp<PairCouplingStep>({
  op: 'pairCoupling@1',
  parse: (fields) => ({
    op: 'pairCoupling@1',
    ...parseEnds(fields),
    classes: fields.integer('classes', 2, mostClasses),
    a: fields.name('a'),
    b: fields.name('b'),
  }),
  coefficients: (step) => [step.a, step.b],
  width: ({ in: name, classes }, widthOf, place) => {
    const pairs = (classes * (classes - 1)) / 2
    if (widthOf(name) === pairs) return classes
    throw corrupt(`${place}/classes`, String(classes), `as many as have ${widthOf(name)} pairs`)
  },
  validate: (step, { coefficients, widthOf }) => {
    const shape = [widthOf(step.in)]
    checkFinite(step.a, float64Of(coefficients, step.a, shape))
    checkFinite(step.b, float64Of(coefficients, step.b, shape))
  },
  prepare: (step, coefficients) => {
    const [a, b] = [float64Of(coefficients, step.a), float64Of(coefficients, step.b)]
    const { classes } = step
    const pairs = new Float64Array(classes * classes)
    return (x, from, out, at) => {
      let pair = 0
      for (let i = 0; i < classes; i++) {
        for (let j = i + 1; j < classes; j++, pair++) {
          const share = sigmoid(
            (x[from + pair] as number) * (a[pair] as number) + (b[pair] as number),
          )
          const held = Math.min(Math.max(share, least), 1 - least)
          pairs[i * classes + j] = held
          pairs[j * classes + i] = 1 - held
        }
      }
      out.set(couple(pairs, classes), at)
    }
  },
})

function sigmoid(x: number): number {
  return x >= 0 ? exp(-x) / (1 + exp(-x)) : 1 / (1 + exp(x))
}

/** `multiclass_probability` of LIBSVM, operation by operation. */
function couple(r: Float64Array, k: number): Float64Array {
  const p = new Float64Array(k).fill(1 / k)
  const q = toQuadratic(r, k)
  const qp = new Float64Array(k)
  for (let iteration = 0; iteration < Math.max(100, k); iteration++) {
    let pqp = multiply(q, p, qp)
    const error = qp.reduce((most, value) => Math.max(most, Math.abs(value - pqp)), 0)
    if (!(error >= 0.005 / k)) break
    for (let t = 0; t < k; t++) {
      const own = q[t * k + t] as number
      const step = (-(qp[t] as number) + pqp) / own
      p[t] = (p[t] as number) + step
      pqp = (pqp + step * (step * own + 2 * (qp[t] as number))) / (1 + step) / (1 + step)
      for (let j = 0; j < k; j++) {
        qp[j] = ((qp[j] as number) + step * (q[t * k + j] as number)) / (1 + step)
        p[j] = (p[j] as number) / (1 + step)
      }
    }
  }
  return p
}

/** Writes q p into `qp`. @returns p q p */
function multiply(q: Float64Array, p: Float64Array, qp: Float64Array): number {
  const k = p.length
  let pqp = 0
  for (let t = 0; t < k; t++) {
    let sum = 0
    for (let j = 0; j < k; j++) sum += (q[t * k + j] as number) * (p[j] as number)
    qp[t] = sum
    pqp += (p[t] as number) * sum
  }
  return pqp
}

function toQuadratic(r: Float64Array, k: number): Float64Array {
  const q = new Float64Array(k * k)
  for (let t = 0; t < k; t++) {
    for (let j = 0; j < k; j++) {
      if (j === t) continue
      const other = r[j * k + t] as number
      q[t * k + t] = (q[t * k + t] as number) + other * other
      q[t * k + j] = -other * (r[t * k + j] as number)
    }
  }
  return q
}
