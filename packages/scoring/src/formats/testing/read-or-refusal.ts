import { createScorer } from '../../kernels/scorer.ts'
import { Refusal } from '../../refusals.ts'
import { importModel } from '../import-model.ts'

/** What reading damaged bytes comes to; scoring a row proves that what is read can be used. */
export function readOrRefusal(bytes: Uint8Array): Refusal | 'read' {
  try {
    const { program, coefficients, contract } = importModel(bytes)
    const scorer = createScorer(program, coefficients, contract)
    scorer.score(new Float64Array(scorer.featureCount), 1, scorer.allocate(1))
    return 'read'
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}
