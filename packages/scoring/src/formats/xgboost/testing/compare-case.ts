import { ulpDistanceFloat32 } from '@ratchet-ml/stats'
import { createScorer } from '../../../kernels/scorer.ts'
import type { Scored, Scorer } from '../../../scorer-types.ts'
import { importModel } from '../../import-model.ts'
import type { SourceCase } from './read-case.ts'

/** How far an engine's answers are from XGBoost's. */
export interface Distance {
  readonly engine: Scorer['engine']
  /** Margins with other bits. */
  readonly rawMismatches: number
  /** Largest distance of an answer in units in the last place of a float, and what is allowed. */
  readonly outputUlp: number
  readonly allowedUlp: number
}

/** Scores a case in one batch, and its rows one by one. */
export function compareCase(source: SourceCase, engine: Scorer['engine']): Distance {
  const { bestIteration } = source
  const { program, coefficients, contract } = importModel(source.file, { bestIteration })
  const scorer = createScorer(program, coefficients, contract, { engine })
  const all = scorer.allocate(source.rows)
  scorer.score(source.x, source.rows, all)
  const one = scorer.allocate(1)
  let rawMismatches = countOther(all.raw, source.raw)
  for (let row = 0; row < source.rows; row++) {
    const start = row * source.features
    scorer.score(source.x.subarray(start, start + source.features), 1, one)
    const raw = source.raw.subarray(row * source.rawWidth, (row + 1) * source.rawWidth)
    rawMismatches += countOther(one.raw, raw)
  }
  const outputUlp = largestUlp(answersOf(all, source.outputWidth), source.output)
  return { engine, rawMismatches, outputUlp, allowedUlp: contract.numeric.linkUlp }
}

/**
 * XGBoost answers a binary model with the second class's probability only, and multi:softmax with
 * the class.
 */
function answersOf(
  { value, probability, label, classes, count }: Scored,
  outputWidth: number,
): Float64Array | Int32Array {
  if (value !== undefined) return value
  if (probability === undefined || label === undefined) throw new Error('no answer')
  if (outputWidth === classes) return probability
  if (classes !== 2) return label
  return Float64Array.from({ length: count }, (_, row) => probability[2 * row + 1] as number)
}

/** NaN margins count as equal whatever their bits, 0 and -0 do not. */
function countOther(found: Float64Array, expected: Float32Array): number {
  if (found.length !== expected.length) return Math.max(found.length, expected.length)
  return found.reduce((sum, value, i) => sum + (Object.is(value, expected[i]) ? 0 : 1), 0)
}

function largestUlp(found: Float64Array | Int32Array, expected: Float32Array): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY
  let most = 0
  for (let i = 0; i < found.length; i++) {
    const [value, want] = [found[i] as number, expected[i] as number]
    if (!Object.is(value, want)) most = Math.max(most, ulpDistanceFloat32(value, want))
  }
  return most
}
