import type { TrainingRefusal } from '@ratchet-ml/training'
import { Problem } from '../platform/problem.ts'

/** A trainer's refusal in the words of the catalogue. */
export function problemOfTrainingRefusal(refusal: TrainingRefusal, dataset: string): Problem {
  const { code, place, found, expected, hint } = refusal
  const isSetting = code === 'setting-invalid'
  const where = isSetting ? `--${place}` : `Dataset ${dataset}, ${place}`
  return new Problem(
    isSetting ? 'usage' : 'training-refused',
    `${where}: found ${found}, expected ${expected}.`,
    { cause: refusal, ...(hint === undefined ? {} : { hint }) },
  )
}
