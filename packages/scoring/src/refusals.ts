/**
 * Every reason for which scoring refuses bytes, a package or a row. `place` is where: a line, a path
 * inside the package, or a JSON pointer.
 */
export const refusalCodes = [
  'model-format-unknown',
  'model-pickle',
  'model-truncated',
  'model-corrupt',
  'model-unsupported',
  'package-corrupt',
  'package-digest-mismatch',
  'package-newer',
  'verification-failed',
  'contract-invalid',
  'row-unreadable',
  'row-too-large',
  'row-not-object',
  'row-field-missing',
  'row-field-unknown',
  'row-type',
  'row-range',
  'row-level-unknown',
  'contract-incompatible',
  'explanation-unsupported',
  'engine-needed',
] as const

export type RefusalCode = (typeof refusalCodes)[number]

export interface RefusalDetail {
  readonly code: RefusalCode
  /** Where in the bytes or the row. */
  readonly place: string
  /** What stands there, shortened. */
  readonly found: string
  readonly expected: string
  /** What to do, when it is not plain from `expected`. */
  readonly hint?: string
}

/** Thrown by importers, package readers and row readers: bad input, never a bug. */
export class Refusal extends Error implements RefusalDetail {
  readonly code: RefusalCode
  readonly place: string
  readonly found: string
  readonly expected: string
  readonly hint?: string

  constructor(detail: RefusalDetail) {
    super(`${detail.place}: found ${detail.found}, expected ${detail.expected}`)
    this.name = 'Refusal'
    this.code = detail.code
    this.place = detail.place
    this.found = detail.found
    this.expected = detail.expected
    if (detail.hint !== undefined) this.hint = detail.hint
  }
}
