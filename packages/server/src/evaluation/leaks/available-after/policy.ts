import type { LeakFinding } from '@ratchet-ml/protocol'

/** A feature that is known `after` microseconds, for a prediction that is made `predictedAfter`. */
export function judgeAvailability(
  feature: string,
  after: { readonly text: string; readonly micros: number },
  predicted: { readonly text: string | undefined; readonly micros: number },
): LeakFinding | undefined {
  if (after.micros <= predicted.micros) return undefined
  const when = predicted.text === undefined ? 'at the event' : `${predicted.text} after the event`
  return {
    check: 'available-after',
    severity: 'leak',
    feature,
    says: `${feature} is known ${after.text} after the event, and predictions are made ${when}. Train without it, or say of the dataset with predictedAfter when predictions are made.`,
  }
}
