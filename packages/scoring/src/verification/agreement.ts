import { ulpDistance, ulpDistanceFloat32 } from '@ratchet-ml/stats'
import type { NumericContract } from '../contract/types.ts'
import type { Expectation } from '../package/types.ts'

/** When a number that was found stands for the expected one. */
export interface Agreement {
  raw(found: number, expected: number): boolean
  linked(found: number, expected: number): boolean
}

/**
 * Our own answers are given bit for bit, those of the source library and of an engine, whose machines
 * and releases differ, as closely as the contract says. NaN is equal to NaN, 0 is not equal to -0.
 */
export function agreementOf(numeric: NumericContract, expected: Expectation): Agreement {
  if (expected === 'reference') return { raw: Object.is, linked: Object.is }
  const { relative, absolute = 0 } = numeric.raw === 'bit-exact' ? exact : numeric.raw
  const { linkUlp: ulp, linkAbsolute = 0 } = numeric
  const distance = linkDistance(numeric)
  return {
    raw: (a, b) => {
      if (Object.is(a, b)) return true
      const allowed = relative * Math.abs(b) + absolute
      return allowed > 0 && Math.abs(a - b) <= allowed
    },
    linked: (a, b) => {
      if (Object.is(a, b) || (ulp > 0 && distance(a, b) <= ulp)) return true
      return linkAbsolute > 0 && Math.abs(a - b) <= linkAbsolute
    },
  }
}

const exact = { relative: 0, absolute: 0 }

/** How many units in the last place two answers after the link are apart, in the source's type. */
export function linkDistance({ linkType }: NumericContract): (a: number, b: number) => number {
  return linkType === 'f32' ? ulpDistanceFloat32 : ulpDistance
}
