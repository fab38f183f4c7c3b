import { twoSum } from './double-double.ts'
import { logOfPair } from './log.ts'

/**
 * log(1 + x) without loss for small x, error below 0.52 ulp.
 *
 * -Infinity at -1, NaN below.
 */
export function log1p(x: number): number {
  if (!(x > -1 && x < Number.POSITIVE_INFINITY)) return log1pAtTheEdge(x)
  if (x > -1e-9 && x < 1e-9) return x - x * x * (0.5 - x * 0.3333333333333333)
  const sum = twoSum(1, x)
  return logOfPair(sum.hi, sum.lo)
}

function log1pAtTheEdge(x: number): number {
  if (x === -1) return Number.NEGATIVE_INFINITY
  return x === Number.POSITIVE_INFINITY ? x : Number.NaN
}
