import {
  nextDown,
  nextDownFloat32,
  nextUp,
  nextUpFloat32,
  ulpDistance,
  ulpDistanceFloat32,
} from '@ratchet-ml/stats'
import { createScorer, type ScorerOptions } from '../../../kernels/scorer.ts'
import { Refusal } from '../../../refusals.ts'
import type { Scored, Scorer } from '../../../scorer-types.ts'
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
      /** Margins with other bits. */
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
  const source = recode(given, contract)
  let rawMismatches = 0
  let outputUlp = 0
  for (const options of engines) {
    const scorer = createScorer(program, coefficients, contract, options)
    const all = scorer.allocate(source.rows)
    scorer.score(source.x, source.rows, all)
    rawMismatches += countOther(all.raw, source.raw) + countSingle(scorer, source)
    outputUlp = Math.max(outputUlp, largestUlp(answersOf(all, source), source))
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

function countSingle(scorer: Scorer, { x, raw, rows, features }: SourceCase): number {
  const one = scorer.allocate(1)
  const width = raw.length / rows
  let other = 0
  for (let row = 0; row < Math.min(rows, mostSingleRows); row++) {
    scorer.score(x.subarray(row * features, (row + 1) * features), 1, one)
    other += countOther(one.raw, raw.subarray(row * width, (row + 1) * width))
  }
  return other
}

/** NaN margins count as equal whatever their bits, 0 and -0 do not. */
function countOther(found: Float64Array, expected: Float64Array): number {
  if (found.length !== expected.length) return Math.max(found.length, expected.length)
  let other = 0
  for (let i = 0; i < found.length; i++) if (!Object.is(found[i], expected[i])) other += 1
  return other
}

/** Some libraries answer a binary model with the second class's probability, others with the class. */
function answersOf(scored: Scored, { outputWidth }: SourceCase): Float64Array {
  const { value, probability, label, classes, count } = scored
  if (value !== undefined) return value
  if (probability === undefined || label === undefined) throw new Error('no answer')
  if (outputWidth === classes) return probability
  if (classes !== 2) return Float64Array.from(label)
  return Float64Array.from({ length: count }, (_, row) => probability[2 * row + 1] as number)
}

function largestUlp(found: Float64Array, { output, float }: SourceCase): number {
  if (found.length !== output.length) return Number.POSITIVE_INFINITY
  const distance = float === 'f32' ? ulpDistanceFloat32 : ulpDistance
  let most = 0
  for (let i = 0; i < found.length; i++) {
    const [value, want] = [found[i] as number, output[i] as number]
    if (Object.is(value, want)) continue
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
