import { createScorer, type Package } from '@ratchet-ml/scoring'
import type { Answerer } from './types.ts'

/** Answers by a package, in this process. */
export function localAnswerer(source: Package): Answerer {
  const scorer = createScorer(source.program, source.coefficients, source.contract)
  return {
    contract: scorer.contract,
    featureCount: scorer.featureCount,
    allocate: scorer.allocate,
    answer: async ({ records, encoded }, into) => scorer.score(encoded, records.length, into),
  }
}
