import { Refusal } from '../refusals.ts'

/** The refusal to explain a model, naming the step and what stands in the way. */
export function unexplained(place: string, found: string, expected: string): Refusal {
  return new Refusal({
    code: 'explanation-unsupported',
    place,
    found,
    expected,
    hint: 'Predictions are not affected: only ratchet explain needs this.',
  })
}
