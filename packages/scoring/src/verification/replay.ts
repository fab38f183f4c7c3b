import { ulpDistance, ulpDistanceFloat32 } from '@ratchet-ml/stats'
import type { NumericContract } from '../contract/types.ts'
import type {
  Expectation,
  ExpectedAnswers,
  LinkedAnswers,
  Package,
  VerificationKind,
  VerificationRows,
} from '../package/types.ts'
import type { Scorer } from '../scorer-types.ts'
import { interpretRows } from './interpret-rows.ts'

/** An answer that is not the expected one. */
export interface Mismatch {
  readonly row: number
  readonly kind: VerificationKind
  readonly output: 'raw' | 'probability' | 'value'
  /** Which of the row's numbers of that output. */
  readonly index: number
  readonly found: number
  readonly expected: number
}

export interface VerificationReport {
  /** Rows replayed, by kind. */
  readonly rows: Readonly<Partial<Record<VerificationKind, number>>>
  /** Whose answers the rows were compared with. */
  readonly expected: Expectation
  /** Rows with an answer outside the contract's tolerance. */
  readonly mismatches: number
  /** Over all margins and answers, in units in the last place; 0 when all are equal. */
  readonly largestUlp: number
  readonly firstMismatch?: Mismatch
}

/** What verification reads of a package. */
export type Verifiable = Pick<Package, 'program' | 'coefficients' | 'contract' | 'verification'>

/**
 * Replays the verification rows of a package and compares every margin and every answer after the
 * link bit for bit; those of the source library within the contract's tolerance.
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
  return compare(blocksOf(found, verification, pkg.contract.numeric), verification)
}

function scoreRows(scorer: Scorer, rows: Float64Array, count: number): ExpectedAnswers {
  const scored = scorer.allocate(count)
  scorer.score(rows, count, scored)
  const { rawWidth, probability, classes = 0, value, targets = 1 } = scored
  const raw = scored.raw.subarray(0, count * rawWidth)
  const linked = probability
    ? linkedOf('probability', classes, probability, count)
    : value && linkedOf('value', targets, value, count)
  return { rawWidth, raw, ...(linked && { linked }) }
}

function linkedOf(
  output: LinkedAnswers['output'],
  width: number,
  values: Float64Array,
  count: number,
): LinkedAnswers {
  return { output, width, values: values.subarray(0, count * width) }
}

/** One output of all rows, found and expected, and when two of its numbers agree. */
interface Block {
  readonly output: Mismatch['output']
  readonly width: number
  readonly found: Float64Array
  readonly expected: Float64Array
  readonly agree: (found: number, expected: number) => boolean
}

function blocksOf(
  found: ExpectedAnswers,
  { raw, rawWidth, linked, expected }: VerificationRows,
  numeric: NumericContract,
): readonly Block[] {
  const isSource = expected === 'source'
  const relative = isSource && numeric.raw !== 'bit-exact' ? numeric.raw.relative : 0
  const margins: Block = {
    output: 'raw',
    width: rawWidth,
    found: found.raw,
    expected: raw,
    agree: (a, b) => Object.is(a, b) || (relative > 0 && Math.abs(a - b) <= relative * Math.abs(b)),
  }
  if (linked === undefined) return [margins]
  const { output, width, values } = linked
  const ulp = isSource ? numeric.linkUlp : 0
  const distance = numeric.linkType === 'f32' ? ulpDistanceFloat32 : ulpDistance
  const answers: Block = {
    output,
    width,
    found: found.linked?.output === output ? found.linked.values : new Float64Array(),
    expected: values,
    agree: (a, b) => Object.is(a, b) || (ulp > 0 && distance(a, b) <= ulp),
  }
  return [margins, answers]
}

function compare(
  blocks: readonly Block[],
  { kinds, expected }: VerificationRows,
): VerificationReport {
  for (const block of blocks) checkLength(block)
  const rows: Partial<Record<VerificationKind, number>> = {}
  let mismatches = 0
  let largestUlp = 0
  let firstMismatch: Mismatch | undefined
  for (const [row, kind] of kinds.entries()) {
    rows[kind] = (rows[kind] ?? 0) + 1
    let isEqual = true
    for (const { output, width, found, expected: wanted, agree } of blocks) {
      for (let index = 0; index < width; index++) {
        const at = row * width + index
        const [got, want] = [found[at] as number, wanted[at] as number]
        largestUlp = Math.max(largestUlp, ulpDistance(got, want))
        if (agree(got, want)) continue
        isEqual = false
        firstMismatch ??= { row, kind, output, index, found: got, expected: want }
      }
    }
    if (!isEqual) mismatches++
  }
  const report = { rows, expected, mismatches, largestUlp }
  return firstMismatch === undefined ? report : { ...report, firstMismatch }
}

function checkLength({ output, found, expected }: Block): void {
  if (found.length === expected.length) return
  const what = output === 'raw' ? 'margins' : `numbers of ${output}`
  throw new RangeError(`the scorer gave ${found.length} ${what}, expected ${expected.length}`)
}
