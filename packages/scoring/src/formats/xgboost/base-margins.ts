import { libcExpm1 } from '../../libc/libc-expm1.ts'
import { libcLog } from '../../libc/libc-log.ts'
import { isSince, type Version } from './version.ts'

/** Base scores, floats on the scale of the answer, as margins; the version is the file's. */
export type ToMargins = (scores: Float64Array, version: Version) => Float64Array

/** XGBoost's kRtEps. */
const epsilon = Math.fround(1e-6)

/**
 * ObjFunction::ProbToMargin of XGBoost, with 32-bit floats between all operations and the functions
 * of the C library that it runs with on Linux.
 */
export const baseMargins = {
  identity: (scores: Float64Array) => scores,
  log: (scores: Float64Array) => scores.map(libcLog),
  logit: (scores: Float64Array, version: Version) => {
    // Since 3.2 a score of 0 or 1 is moved inwards instead of being refused.
    const isClamped = isSince(version, [3, 2])
    return scores.map((score) => logit(isClamped ? clamp(score) : score))
  },
  /** The first expectile, then by how much each lies above the one before, through softplus. */
  expectiles: (scores: Float64Array) =>
    scores.map((score, i) =>
      i === 0
        ? score
        : inverseSoftplus(Math.fround(Math.fround(score - (scores[i - 1] as number)) - epsilon)),
    ),
}

function clamp(score: number): number {
  return Math.min(Math.max(score, epsilon), Math.fround(1 - epsilon))
}

function logit(score: number): number {
  return -libcLog(Math.fround(Math.fround(1 / score) - 1))
}

function inverseSoftplus(distance: number): number {
  const x = Math.max(distance, epsilon)
  return Math.fround(x + libcLog(-libcExpm1(-x)))
}
