import { dividePairs, fastTwoSum, type Pair } from './double-double.ts'
import { exp, expPair } from './exp.ts'

const ONE: Pair = { hi: 1, lo: 0 }

/**
 * The logistic function 1 / (1 + e^-x), error below 0.6 ulp in both tails.
 *
 * Below -708 the result follows e^x into the subnormal numbers instead of jumping to zero. A
 * library that computes 1 / (1 + exp(-x)) in doubles may differ from it in the last two bits.
 */
export function logistic(x: number): number {
  if (x >= 40) return 1
  // Here 1 + e^x is 1 to within 2^-57. The negation also lets NaN through.
  if (!(x >= -40)) return exp(x)
  const power = expPair(x < 0 ? x : -x, 0)
  const sum = fastTwoSum(1, power.hi)
  const quotient = dividePairs(x < 0 ? power : ONE, { hi: sum.hi, lo: sum.lo + power.lo })
  return quotient.hi
}
