import { exp } from '../math/exp.ts'
import { lgamma } from '../math/lgamma.ts'
import { log } from '../math/log.ts'
import { log1p } from '../math/log1p.ts'
import { incompleteBetaOf } from './incomplete-beta.ts'
import { normalCdf, normalQuantile } from './normal.ts'

/** Below this z^2/df the first term that the expansion drops is under 1e-15 of the result. */
const SMALL_FOR_EXPANSION = 0.002
const MOST_STEPS = 200

/**
 * P(T > t) for Student's distribution, with a relative error near 1e-13 also far out.
 *
 * @throws RangeError unless `degreesOfFreedom` is positive
 */
export function studentTUpperTail(t: number, degreesOfFreedom: number): number {
  requireDegrees(degreesOfFreedom)
  if (degreesOfFreedom === Number.POSITIVE_INFINITY) return normalCdf(-t)
  const tail = tailBeyond(Math.abs(t), degreesOfFreedom)
  return t < 0 ? 1 - tail : tail
}

/**
 * The t with P(T <= t) = p for Student's distribution, with a relative error below 1e-12.
 *
 * -Infinity at 0, Infinity at 1, NaN outside.
 *
 * @throws RangeError unless `degreesOfFreedom` is positive
 */
export function studentTQuantile(p: number, degreesOfFreedom: number): number {
  requireDegrees(degreesOfFreedom)
  if (!(p > 0 && p < 1) || p === 0.5) return normalQuantile(p)
  const size = positiveQuantile(p, degreesOfFreedom)
  return p < 0.5 ? -size : size
}

function requireDegrees(degreesOfFreedom: number): void {
  if (degreesOfFreedom > 0) return
  throw new RangeError(`The degrees of freedom are ${degreesOfFreedom}; give a positive number.`)
}

function positiveQuantile(p: number, df: number): number {
  const z = Math.abs(normalQuantile(p))
  if (z * z + 4 < SMALL_FOR_EXPANSION * df) return expandedQuantile(z, df)
  const central = Math.abs(p - 0.5)
  return central < 0.25 ? solveCentral(central, df) : solveTail(Math.min(p, 1 - p), z, df)
}

/** Cornish-Fisher expansion in 1/df (Abramowitz and Stegun 26.7.5). */
function expandedQuantile(z: number, df: number): number {
  const q = z * z
  const g1 = (q + 1) / 4
  const g2 = ((5 * q + 16) * q + 3) / 96
  const g3 = (((3 * q + 19) * q + 17) * q - 15) / 384
  const g4 = ((((79 * q + 776) * q + 1482) * q - 1920) * q - 945) / 92160
  return z + (z * (g1 + (g2 + (g3 + g4 / df) / df) / df)) / df
}

/** Newton's method on P(0 < T < t), which is concave: from the left it never overshoots. */
function solveCentral(central: number, df: number): number {
  let t = central / density(0, df)
  for (let step = 0; step < MOST_STEPS; step++) {
    const change = (central - centralPart(t, df)) / density(t, df)
    t += change
    if (Math.abs(change) <= 2e-16 * t) break
  }
  return t
}

/** Newton's method on log P(T > t) over log t, which is concave: it converges from the right. */
function solveTail(tail: number, start: number, df: number): number {
  let t = start
  let closest = Number.POSITIVE_INFINITY
  for (let step = 0; step < MOST_STEPS; step++) {
    const found = tailBeyond(t, df)
    const change = (log(found / tail) * found) / (t * density(t, df))
    t *= exp(change)
    // Once steps stop shrinking below 1e-9 they are rounding errors.
    if (Math.abs(change) < 1e-9 && Math.abs(change) >= closest) break
    closest = Math.abs(change)
    if (closest <= 1e-16) break
  }
  return t
}

/** P(0 < T < t). */
function centralPart(t: number, df: number): number {
  const ratio = (t / df) * t
  return 0.5 * incompleteBetaOf(ratio / (1 + ratio), 1 / (1 + ratio), 0.5, 0.5 * df)
}

/** P(T > t) for t >= 0. */
function tailBeyond(t: number, df: number): number {
  const ratio = (t / df) * t
  if (ratio === Number.POSITIVE_INFINITY) return 0
  return 0.5 * incompleteBetaOf(1 / (1 + ratio), ratio / (1 + ratio), 0.5 * df, 0.5)
}

/** The density to about ten digits: it only sets the length of Newton's steps. */
function density(t: number, df: number): number {
  const constant = lgamma(0.5 * (df + 1)) - lgamma(0.5 * df) - 0.5 * log(df * Math.PI)
  return exp(constant - 0.5 * (df + 1) * log1p((t / df) * t))
}
