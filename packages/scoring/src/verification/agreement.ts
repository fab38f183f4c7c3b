import { ulpDistance, ulpDistanceFloat32 } from '@ratchet-ml/stats'
import type { NumericContract } from '../contract/types.ts'
import type { Expectation } from '../package/types.ts'

/** When a number that was found stands for the expected one. */
export interface Agreement {
  raw(found: number, expected: number): boolean
  linked(found: number, expected: number): boolean
}

/**
 * Our own answers are given bit for bit, those of the source library as closely as the contract says.
 * NaN is equal to NaN, 0 is not equal to -0.
 */
export function agreementOf(numeric: NumericContract, expected: Expectation): Agreement {
  if (expected === 'reference') return { raw: Object.is, linked: Object.is }
  const relative = numeric.raw === 'bit-exact' ? 0 : numeric.raw.relative
  const ulp = numeric.linkUlp
  const distance = linkDistance(numeric)
  return {
    raw: (a, b) => Object.is(a, b) || (relative > 0 && Math.abs(a - b) <= relative * Math.abs(b)),
    linked: (a, b) => Object.is(a, b) || (ulp > 0 && distance(a, b) <= ulp),
  }
}

/** How many units in the last place two answers after the link are apart, in the source's type. */
export function linkDistance({ linkType }: NumericContract): (a: number, b: number) => number {
  return linkType === 'f32' ? ulpDistanceFloat32 : ulpDistance
}
