import { ulpDistance } from '@ratchet-ml/stats'
import type { NumericContract } from '../contract/types.ts'
import type {
  Expectation,
  ExpectedAnswers,
  LinkedAnswers,
  Package,
  VerificationKind,
  VerificationRows,
} from '../package/types.ts'
import type { Scored, Scorer } from '../scorer-types.ts'
import { type Agreement, agreementOf, linkDistance } from './agreement.ts'
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

/** The rows of one kind whose answers come from one place. */
export interface VerificationGroup {
  readonly kind: VerificationKind
  readonly expected: Expectation
  readonly rows: number
  /** Rows with an answer outside what is allowed. */
  readonly mismatches: number
  /** Over all margins and answers, in units in the last place; 0 when all are equal. */
  readonly largestUlp: number
}

export interface VerificationReport {
  /** By kind, then by whose answers they hold, in the order of the rows. */
  readonly groups: readonly VerificationGroup[]
  readonly rows: number
  /** Rows with an answer of the source library itself. */
  readonly sourceRows: number
  readonly mismatches: number
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
  return compareAnswers(pkg, found)
}

/**
 * The same for answers to all verification rows that an engine has given.
 *
 * @throws RangeError when they are not as many as the rows ask for
 */
export function compareAnswers(
  { verification, contract }: Pick<Package, 'verification' | 'contract'>,
  found: ExpectedAnswers,
): VerificationReport {
  return compare(blocksOf(found, verification, contract.numeric), verification)
}

/** The answers to `count` rows, as verification rows hold them. */
export function answersOf(scored: Omit<Scored, 'count' | 'label'>, count: number): ExpectedAnswers {
  const { rawWidth, probability, classes = 0, value, targets = 1 } = scored
  const raw = scored.raw.subarray(0, count * rawWidth)
  const linked = probability
    ? linkedOf('probability', classes, probability, count)
    : value && linkedOf('value', targets, value, count)
  return { rawWidth, raw, ...(linked && { linked }) }
}

function scoreRows(scorer: Scorer, rows: Float64Array, count: number): ExpectedAnswers {
  const scored = scorer.allocate(count)
  scorer.score(rows, count, scored)
  return answersOf(scored, count)
}

function linkedOf(
  output: LinkedAnswers['output'],
  width: number,
  values: Float64Array,
  count: number,
): LinkedAnswers {
  return { output, width, values: values.subarray(0, count * width) }
}

/** One output of all rows, found and expected. */
interface Block {
  readonly output: Mismatch['output']
  readonly width: number
  readonly found: Float64Array
  readonly expected: Float64Array
  /** In units in the last place of the type that the source answers in. */
  readonly distance: (found: number, expected: number) => number
  /** By whose answer it is, when two of its numbers agree. */
  readonly agree: Readonly<Record<Expectation, Agreement['raw']>>
}

function blocksOf(
  found: ExpectedAnswers,
  { raw, rawWidth, linked, linkedExpected }: VerificationRows,
  numeric: NumericContract,
): readonly Block[] {
  const source = agreementOf(numeric, 'source')
  const reference = agreementOf(numeric, 'reference')
  const margins: Block = {
    output: 'raw',
    width: rawWidth,
    found: found.raw,
    expected: raw,
    distance: ulpDistance,
    agree: { source: source.raw, reference: reference.raw, engine: source.raw },
  }
  if (linked === undefined) return [margins]
  const { output, width, values } = linked
  const answers: Block = {
    output,
    width,
    found: found.linked?.output === output ? found.linked.values : new Float64Array(),
    expected: values,
    distance: linkDistance(numeric),
    agree: {
      source: linkedExpected === 'reference' ? reference.linked : source.linked,
      reference: reference.linked,
      engine: source.linked,
    },
  }
  return [margins, answers]
}

function compare(blocks: readonly Block[], rows: VerificationRows): VerificationReport {
  for (const block of blocks) checkLength(block)
  const { kinds, expected } = rows
  const groups = new Map<
    string,
    { -readonly [K in keyof VerificationGroup]: VerificationGroup[K] }
  >()
  let firstMismatch: Mismatch | undefined
  for (const [row, kind] of kinds.entries()) {
    const whose = expected[row] as Expectation // as long as the kinds
    const key = `${kind} ${whose}`
    const group = groups.get(key) ?? {
      kind,
      expected: whose,
      rows: 0,
      mismatches: 0,
      largestUlp: 0,
    }
    groups.set(key, group)
    const { ulp, mismatch } = compareRow(blocks, row, { kind, whose })
    group.rows++
    group.largestUlp = Math.max(group.largestUlp, ulp)
    if (mismatch === undefined) continue
    group.mismatches++
    firstMismatch ??= mismatch
  }
  const list = [...groups.values()]
  const report = {
    groups: list,
    rows: kinds.length,
    sourceRows: expected.filter((whose) => whose === 'source').length,
    mismatches: list.reduce((sum, group) => sum + group.mismatches, 0),
    largestUlp: list.reduce((most, group) => Math.max(most, group.largestUlp), 0),
  }
  return firstMismatch === undefined ? report : { ...report, firstMismatch }
}

function compareRow(
  blocks: readonly Block[],
  row: number,
  { kind, whose }: { kind: VerificationKind; whose: Expectation },
): { readonly ulp: number; readonly mismatch: Mismatch | undefined } {
  let ulp = 0
  let mismatch: Mismatch | undefined
  for (const { output, width, found, expected, distance, agree } of blocks) {
    for (let index = 0; index < width; index++) {
      const at = row * width + index
      const [got, want] = [found[at] as number, expected[at] as number]
      ulp = Math.max(ulp, distance(got, want))
      if (agree[whose](got, want)) continue
      mismatch ??= { row, kind, output, index, found: got, expected: want }
    }
  }
  return { ulp, mismatch }
}

function checkLength({ output, found, expected }: Block): void {
  if (found.length === expected.length) return
  const what = output === 'raw' ? 'margins' : `numbers of ${output}`
  throw new RangeError(`the scorer gave ${found.length} ${what}, expected ${expected.length}`)
}
