import type { FallbackReason } from './types.ts'

/** A version could not answer rows that its endpoint takes; the next one of the chain is asked. */
export class ScoringFailed extends Error {
  readonly reason: FallbackReason

  constructor(reason: FallbackReason, detail: string, cause?: unknown) {
    super(detail, cause === undefined ? undefined : { cause })
    this.name = 'ScoringFailed'
    this.reason = reason
  }
}
