import { TrainingRefusal } from '../training-refusal.ts'
import { factorise, solveFactorised } from './cholesky.ts'
import { evaluate, type Point, type Problem } from './objective.ts'

export interface NewtonOptions {
  /** The gradient's largest component at which to stop. */
  readonly gradientTolerance: number
  readonly maximumIterations: number
  readonly onIteration?: (iteration: Iteration) => void
}

/** How far the solver is. */
export interface Iteration {
  readonly iteration: number
  readonly objective: number
  readonly gradientNorm: number
}

export interface Minimum {
  readonly point: Point
  readonly iterations: number
}

/** Share of the predicted decrease that a step must bring (Armijo), and how often it is halved. */
const sufficientShare = 1e-4
const maximumHalvings = 50

/** Below this share of the objective its own rounding hides whether a step went down. */
const invisibleShare = 1e-12

/**
 * Newton's method with step halving, for a convex objective: (Hessian) step = gradient by Cholesky
 * (Nocedal and Wright, Numerical Optimization, 2nd ed., section 3.3; for the log loss the same as
 * iteratively reweighted least squares).
 *
 * Stops when the gradient is small enough; and, once the objective's rounding hides the decrease,
 * when a full step no longer halves the gradient: then it is zero as far as doubles can tell.
 *
 * @throws TrainingRefusal `not-converged`
 */
export function minimise(problem: Problem, start: Float64Array, options: NewtonOptions): Minimum {
  let point = evaluate(problem, start)
  let iterations = 0
  while (point.gradientNorm > options.gradientTolerance) {
    if (iterations === options.maximumIterations) throw notConverged(point, iterations)
    const step = newtonStep(point)
    const decrease = dot(point.gradient, step) / 2
    iterations += 1
    if (decrease > invisibleShare * point.objective) {
      point = descend(problem, point, step, iterations)
    } else {
      const next = evaluate(problem, moved(point.parameters, step, 1))
      if (!(next.gradientNorm <= point.gradientNorm / 2)) break
      point = next
    }
    const { objective, gradientNorm } = point
    options.onIteration?.({ iteration: iterations, objective, gradientNorm })
  }
  return { point, iterations }
}

/** The Hessian is overwritten by its factor: each point's is used once. */
function newtonStep({ hessian, gradient }: Point): Float64Array {
  if (factorise(hessian)) return solveFactorised(hessian, gradient)
  throw new TrainingRefusal({
    code: 'not-converged',
    place: 'training',
    found: 'features that are copies or sums of one another',
    expected: 'a penalty that decides between them',
    hint: 'Give a larger l2.',
  })
}

/** The first of the step, its half, its quarter, … that brings a fair share of the decrease. */
function descend(problem: Problem, point: Point, step: Float64Array, iterations: number): Point {
  const slope = dot(point.gradient, step)
  let length = 1
  for (let halving = 0; halving <= maximumHalvings; halving++) {
    const next = evaluate(problem, moved(point.parameters, step, length))
    if (next.objective <= point.objective - sufficientShare * length * slope) return next
    length /= 2
  }
  throw notConverged(point, iterations)
}

function moved(from: Float64Array, step: Float64Array, length: number): Float64Array {
  return from.map((value, j) => value - length * (step[j] as number))
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let j = 0; j < a.length; j++) sum += (a[j] as number) * (b[j] as number)
  return sum
}

function notConverged({ gradientNorm }: Point, iterations: number): TrainingRefusal {
  return new TrainingRefusal({
    code: 'not-converged',
    place: 'training',
    found: `a gradient of ${gradientNorm} after ${iterations} iterations`,
    expected: 'a gradient of zero',
    hint: 'Give a larger l2 or more iterations.',
  })
}
