import { createScorer } from '../../../kernels/scorer.ts'
import { verifyPackage } from '../../../verification/replay.ts'
import { makeVerificationRows } from '../../../verification/synthesise.ts'
import { importModel } from '../../import-model.ts'
import type { SourceCase } from './cases.ts'

const rowsAtOnce = 1000

/**
 * Rows of a model, out of `count`, that the fast engine answers with other bits than the reference
 * interpreter, margins or answers after the link. Rows lie on and beside thresholds, or hold missing,
 * unseen and extreme values, by a fixed seed.
 */
export function compareEngines({ model, bestIteration }: SourceCase, count: number): number {
  const { program, coefficients, contract } = importModel(model, { bestIteration })
  const scorer = createScorer(program, coefficients, contract)
  let mismatches = 0
  for (let made = 0; made < count; made += rowsAtOnce) {
    const options = { seed: 1 + made, count: Math.min(rowsAtOnce, count - made) }
    const verification = makeVerificationRows(program, coefficients, contract, options)
    const report = verifyPackage({ program, coefficients, contract, verification }, scorer)
    mismatches += report.mismatches
  }
  return mismatches
}
