import type { Scored } from '@ratchet-ml/scoring'
import { ScoringFailed } from './scoring-failed.ts'

/**
 * Every probability must be a number from 0 to 1, every value finite.
 * @throws ScoringFailed `invalid-output`
 */
export function checkAnswers(
  { probability, classes = 1, value, targets = 1 }: Scored,
  rows: number,
) {
  if (probability !== undefined) {
    for (let i = 0; i < rows * classes; i++) {
      const share = probability[i] as number
      // Written so that NaN fails too.
      if (!(share >= 0 && share <= 1)) throw invalid('probability', share, 'a number from 0 to 1')
    }
  }
  if (value !== undefined) {
    for (let i = 0; i < rows * targets; i++) {
      const one = value[i] as number
      if (one - one !== 0) throw invalid('value', one, 'a finite number')
    }
  }
}

function invalid(output: string, found: number, expected: string): ScoringFailed {
  const what = Number.isFinite(found) ? 'a number out of range' : String(found)
  return new ScoringFailed('invalid-output', `${output} is ${what}, expected ${expected}`)
}
