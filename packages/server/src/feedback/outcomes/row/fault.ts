import type { ProblemCode } from '@ratchet-ml/protocol'
import type { OutcomeRecord } from '../types.ts'

/** Why a row is no outcome. It names places and kinds, never a value: rows may hold what is personal. */
export interface OutcomeFault {
  readonly code: ProblemCode
  /** JSON pointer within the row; empty for the row itself. */
  readonly pointer: string
  readonly found: string
  readonly expected: string
}

export function isFault(parsed: readonly OutcomeRecord[] | OutcomeFault): parsed is OutcomeFault {
  return !Array.isArray(parsed)
}

/** One fault in one sentence. */
export function describeOutcomeFault({ pointer, found, expected }: OutcomeFault): string {
  return `${pointer === '' ? 'the outcome' : pointer}: found ${found}, expected ${expected}`
}

/** Thrown and caught in this folder only, so that each check is one line. */
export class Refused extends Error {
  readonly fault: OutcomeFault

  constructor(fault: OutcomeFault) {
    super(fault.code)
    this.fault = fault
  }
}

export function refuse(
  pointer: string,
  found: string,
  expected: string,
  code: ProblemCode = 'outcome-invalid',
): never {
  throw new Refused({ code, pointer, found, expected })
}

export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`
}
