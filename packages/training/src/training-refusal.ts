/** Every reason for which a trainer refuses its data or its settings. */
export type TrainingRefusalCode =
  | 'data-empty'
  | 'feature-invalid'
  | 'label-invalid'
  | 'label-one-class'
  | 'label-multiclass'
  | 'weight-invalid'
  | 'setting-invalid'
  | 'too-wide'
  | 'not-converged'

export interface TrainingRefusalDetail {
  readonly code: TrainingRefusalCode
  /** Which column, setting or part. */
  readonly place: string
  readonly found: string
  readonly expected: string
  /** What to do, when it is not plain from `expected`. */
  readonly hint?: string
}

/** Thrown by trainers for data that no model can be learned from: bad input, never a bug. */
export class TrainingRefusal extends Error implements TrainingRefusalDetail {
  readonly code: TrainingRefusalCode
  readonly place: string
  readonly found: string
  readonly expected: string
  readonly hint?: string

  constructor(detail: TrainingRefusalDetail) {
    super(`${detail.place}: found ${detail.found}, expected ${detail.expected}`)
    this.name = 'TrainingRefusal'
    this.code = detail.code
    this.place = detail.place
    this.found = detail.found
    this.expected = detail.expected
    if (detail.hint !== undefined) this.hint = detail.hint
  }
}
