import {
  nextDown,
  nextDownFloat32,
  nextUp,
  nextUpFloat32,
  ulpDistance,
  ulpDistanceFloat32,
} from '@ratchet-ml/stats'
import type { NumericContract } from '../../../contract/types.ts'
import { createScorer, type ScorerOptions } from '../../../kernels/scorer.ts'
import { Refusal } from '../../../refusals.ts'
import type { Scored, Scorer } from '../../../scorer-types.ts'
import { type Agreement, agreementOf } from '../../../verification/agreement.ts'
import { findCutPoints } from '../../../verification/cut-points.ts'
import { importModel } from '../../import-model.ts'
import type { Imported } from '../../imported.ts'
import type { SourceCase } from './cases.ts'
import { recode } from './recode.ts'

/** How far Ratchet's answers are from the source library's, over both engines. */
export type Comparison =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'compared'
      readonly rows: number
      /** Rows with a value on a threshold of the model, or right beside one. */
      readonly boundaryRows: number
      /** Margins with other bits, or further away than the contract says; classes that differ. */
      readonly rawMismatches: number
      /** Largest distance of an answer, in units in the last place of the source's type. */
      readonly outputUlp: number
      readonly allowedUlp: number
    }

/** Rows that are also scored one by one: that path is another, and slow in a loop. */
const mostSingleRows = 500
/** The slow one, and the one that answers unless another is asked for. */
const engines: readonly ScorerOptions[] = [{ engine: 'reference' }, {}]

/** Imports the model of a case and scores its rows with both engines, in batches and one by one. */
export function compareSource(given: SourceCase): Comparison {
  const imported = importOrRefusal(given)
  if (imported instanceof Refusal) return { kind: 'refused', refusal: imported }
  const { program, coefficients, contract } = imported
  const agreement = agreementOf(contract.numeric, 'source')
  const source = recode(given, contract)
  let rawMismatches = 0
  let outputUlp = 0
  for (const options of engines) {
    const scorer = createScorer(program, coefficients, contract, options)
    const all = scorer.allocate(source.rows)
    scorer.score(source.x, source.rows, all)
    if (all.raw.length !== source.raw.length) rawMismatches += source.raw.length + 1
    rawMismatches += countMargins(all.raw, source, agreement) + countLabels(all, source, agreement)
    rawMismatches += countSingle(scorer, source, agreement)
    outputUlp = Math.max(outputUlp, largestUlp(answersOf(all, source), source, contract.numeric))
  }
  return {
    kind: 'compared',
    rows: source.rows,
    boundaryRows: countBoundaryRows(imported, source),
    rawMismatches,
    outputUlp,
    allowedUlp: contract.numeric.linkUlp,
  }
}

/** Every margin has the source's bits, and every answer is as near as the contract says. */
export function isEqual(comparison: Comparison): boolean {
  if (comparison.kind === 'refused') return false
  return comparison.rawMismatches === 0 && comparison.outputUlp <= comparison.allowedUlp
}

function importOrRefusal({ model, bestIteration }: SourceCase): Imported | Refusal {
  try {
    return importModel(model, { bestIteration })
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

function countSingle(scorer: Scorer, source: SourceCase, agreement: Agreement): number {
  const { x, raw, rows, features } = source
  const one = scorer.allocate(1)
  const width = raw.length / rows
  let other = 0
  for (let row = 0; row < Math.min(rows, mostSingleRows); row++) {
    scorer.score(x.subarray(row * features, (row + 1) * features), 1, one)
    other += countMargins(one.raw, source, agreement, row * width)
  }
  return other
}

/**
 * Margins that differ. NaN margins count as equal whatever their bits, 0 and -0 do not. Of sums whose
 * order the source leaves open, those that are further away than four units in the last place of the
 * sum of their terms' absolute values.
 *
 * @param start of the source's margins, the first to compare with
 */
function countMargins(
  found: Float64Array,
  { raw, terms }: SourceCase,
  agreement: Agreement,
  start = 0,
): number {
  let other = 0
  for (let i = 0; i < found.length; i++) {
    const [value, want] = [found[i] as number, raw[start + i] as number]
    const sum = terms?.[start + i]
    const isEqual =
      sum === undefined
        ? agreement.raw(value, want)
        : Math.abs(value - want) <= 4 * sum * Number.EPSILON
    if (!isEqual) other += 1
  }
  return other
}

/** Classes that differ where the source's own margins are not as good as equal. */
function countLabels({ label }: Scored, source: SourceCase, agreement: Agreement): number {
  const { raw, rows } = source
  const width = raw.length / rows
  let other = 0
  for (let row = 0; row < rows; row++) {
    const [want, got] = [source.label?.[row], label?.[row]]
    if (want === undefined || got === undefined || want === got) continue
    const ofClass = (k: number) => raw[row * width + k] as number
    const isTie =
      width === 1
        ? agreement.raw(ofClass(0) + 1, 1)
        : agreement.raw(ofClass(got) + 1, ofClass(want) + 1)
    if (!isTie) other += 1
  }
  return other
}

/** Some libraries answer a binary model with the second class's probability, others with the class. */
function answersOf(scored: Scored, { outputWidth }: SourceCase): Float64Array {
  const { value, probability, label, classes, count } = scored
  if (value !== undefined) return value
  if (label === undefined) throw new Error('no answer')
  if (probability === undefined) return scored.raw
  if (outputWidth === classes) return probability
  if (classes !== 2) return Float64Array.from(label)
  return Float64Array.from({ length: count }, (_, row) => probability[2 * row + 1] as number)
}

function largestUlp(
  found: Float64Array,
  { output, raw, float }: SourceCase,
  numeric: NumericContract,
): number {
  if (found.length !== output.length) return Number.POSITIVE_INFINITY
  const distance = float === 'f32' ? ulpDistanceFloat32 : ulpDistance
  // Without a link the answers are the margins, which have been compared.
  const isMargins = numeric.raw !== 'bit-exact' && output.every((x, i) => x === raw[i])
  const allowed = isMargins ? Number.POSITIVE_INFINITY : (numeric.linkAbsolute ?? 0)
  let most = 0
  for (let i = 0; i < found.length; i++) {
    const [value, want] = [found[i] as number, output[i] as number]
    if (Object.is(value, want)) continue
    if (Math.abs(value - want) <= allowed) continue
    most = Math.max(most, distance(value, want))
  }
  return most
}

function countBoundaryRows(
  { program, coefficients }: Imported,
  { x, rows, features, float }: SourceCase,
): number {
  const [down, up] = float === 'f32' ? [nextDownFloat32, nextUpFloat32] : [nextDown, nextUp]
  const near = findCutPoints(program, coefficients, features).map(
    ({ thresholds }) => new Set(thresholds.flatMap((t) => [t, down(t), up(t)])),
  )
  let found = 0
  for (let row = 0; row < rows; row++) {
    const values = x.subarray(row * features, (row + 1) * features)
    if (values.some((value, feature) => near[feature]?.has(value) === true)) found += 1
  }
  return found
}
