import { addPairs, dividePairs, negatePair, type Pair } from './double-double.ts'
import { expPair } from './exp.ts'

const ONE: Pair = { hi: 1, lo: 0 }

/** Hyperbolic tangent, error below 0.6 ulp. */
export function tanh(x: number): number {
  const size = Math.abs(x)
  if (size < 0.125) return tanhOfSmall(x)
  if (size > 22) return Math.sign(x)
  if (Number.isNaN(x)) return x
  const power = expPair(-2 * size, 0)
  const quotient = dividePairs(addPairs(ONE, negatePair(power)), addPairs(ONE, power))
  return x < 0 ? -quotient.hi : quotient.hi
}

/** The Taylor series; the first term dropped is below 2^-60 of the result. */
function tanhOfSmall(x: number): number {
  const u = x * x
  const end = 0.003592128036572481 + u * (-0.0014558343870513183 + u * 0.000590027440945586)
  const middle =
    -0.05396825396825397 + u * (0.021869488536155203 + u * (-0.008863235529902197 + u * end))
  return x === 0 ? x : x + x * u * (-0.3333333333333333 + u * (0.13333333333333333 + u * middle))
}
