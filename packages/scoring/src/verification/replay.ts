import { ulpDistance } from '@ratchet-ml/stats'
import type { Contract } from '../contract/types.ts'
import type { Expectation, Package, VerificationKind, VerificationRows } from '../package/types.ts'
import type { Scorer } from '../scorer-types.ts'
import { interpretRows } from './synthesise.ts'

/** A margin that is not the expected one. */
export interface Mismatch {
  readonly row: number
  readonly kind: VerificationKind
  /** Which of the row's margins. */
  readonly margin: number
  readonly found: number
  readonly expected: number
}

export interface VerificationReport {
  /** Rows replayed, by kind. */
  readonly rows: Readonly<Partial<Record<VerificationKind, number>>>
  /** Whose answers the rows were compared with. */
  readonly expected: Expectation
  /** Rows with a margin outside the contract's tolerance. */
  readonly mismatches: number
  /** Over all margins, in units in the last place; 0 when all are equal. */
  readonly largestUlp: number
  readonly firstMismatch?: Mismatch
}

/** What verification reads of a package. */
export type Verifiable = Pick<Package, 'program' | 'coefficients' | 'contract' | 'verification'>

/**
 * Replays the verification rows of a package and compares every margin bit for bit; margins of the
 * source library within the contract's tolerance where it states one.
 *
 * @param scorer what answers; the reference interpreter unless given
 * @throws RangeError when the scorer is another model's
 */
export function verifyPackage(pkg: Verifiable, scorer?: Scorer): VerificationReport {
  const { verification } = pkg
  const count = verification.kinds.length
  const found =
    scorer === undefined
      ? interpretRows(pkg.program, pkg.coefficients, verification.rows, count)
      : scoreRows(scorer, verification.rows, count)
  return compare(found, verification, toleranceOf(pkg))
}

function scoreRows(scorer: Scorer, rows: Float64Array, count: number): Float64Array {
  const scored = scorer.allocate(count)
  scorer.score(rows, count, scored)
  return scored.raw.subarray(0, count * scored.rawWidth)
}

function toleranceOf(pkg: { contract: Contract; verification: VerificationRows }): number {
  const { raw } = pkg.contract.numeric
  return raw === 'bit-exact' || pkg.verification.expected === 'reference' ? 0 : raw.relative
}

function compare(
  found: Float64Array,
  { raw, rawWidth, kinds, expected }: VerificationRows,
  tolerance: number,
): VerificationReport {
  const rows: Partial<Record<VerificationKind, number>> = {}
  if (found.length !== raw.length) {
    throw new RangeError(`the scorer gave ${found.length} margins, expected ${raw.length}`)
  }
  let mismatches = 0
  let largestUlp = 0
  let firstMismatch: Mismatch | undefined
  for (const [row, kind] of kinds.entries()) {
    rows[kind] = (rows[kind] ?? 0) + 1
    let isEqual = true
    for (let margin = 0; margin < rawWidth; margin++) {
      const at = row * rawWidth + margin
      const [got, want] = [found[at] as number, raw[at] as number]
      largestUlp = Math.max(largestUlp, ulpDistance(got, want))
      if (isWithin(got, want, tolerance)) continue
      isEqual = false
      firstMismatch ??= { row, kind, margin, found: got, expected: want }
    }
    if (!isEqual) mismatches++
  }
  const report = { rows, expected, mismatches, largestUlp }
  return firstMismatch === undefined ? report : { ...report, firstMismatch }
}

function isWithin(found: number, expected: number, tolerance: number): boolean {
  if (Object.is(found, expected)) return true
  return tolerance > 0 && Math.abs(found - expected) <= tolerance * Math.abs(expected)
}
