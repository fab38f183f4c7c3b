import type { Tolerance } from '@ratchet-ml/protocol'
import { ulpDistance } from '@ratchet-ml/stats'

/** Far below what any decision needs, far above what another way of adding could change. */
export const defaultTolerance: Tolerance = { absolute: 1e-9 }

/** Whether a number stands for the expected one. NaN never does; infinities are equal to themselves. */
export function isWithin(found: number, expected: number, tolerance: Tolerance): boolean {
  if (found === expected) return true
  const difference = Math.abs(found - expected)
  const { ulp } = tolerance
  if (!Number.isFinite(difference)) return false
  if (difference <= slack(expected, tolerance)) return true
  return ulp !== undefined && ulpDistance(found, expected) <= ulp
}

/** By how much a number may differ, leaving units in the last place aside. */
export function slack(expected: number, { absolute = 0, relative = 0 }: Tolerance): number {
  return absolute + relative * Math.abs(expected)
}

/** The widest of some tolerances, part by part. */
export function widest(tolerances: readonly Tolerance[]): Tolerance {
  const most = (part: keyof Tolerance) =>
    Math.max(0, ...tolerances.map((tolerance) => tolerance[part] ?? 0))
  return { absolute: most('absolute'), relative: most('relative'), ulp: most('ulp') }
}

/** A tolerance in words. */
export function shownTolerance({ absolute, relative, ulp }: Tolerance): string {
  const parts = [
    absolute === undefined ? [] : [`±${absolute}`],
    relative === undefined ? [] : [`${relative} of it`],
    ulp === undefined ? [] : [`${ulp} ulp`],
  ].flat()
  return parts.join(' or ') || 'exactly'
}
