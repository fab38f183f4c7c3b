import type { Field } from '@ratchet-ml/scoring'
import { mostTextCharacters, Refusal, rangeText } from '@ratchet-ml/scoring'
import { type Problem, problemOfRefusal } from '../platform/problem.ts'

const codes = {
  missing: 'row-field-missing',
  type: 'row-type',
  range: 'row-range',
  level: 'row-level-unknown',
} as const

/**
 * A row that a version's contract refuses.
 * @param row counted from 0
 */
export function refuseRow(
  why: keyof typeof codes,
  field: Field,
  subject: string,
  row: number,
  value?: number | string,
): Problem {
  const refusal = new Refusal({
    code: codes[why],
    place: `row ${row + 1}, ${field.name}`,
    found: foundOf(why, field, value),
    expected: expectedOf(why, field),
  })
  return problemOfRefusal(refusal, subject)
}

/** A text of a caller may be long, and is not repeated. */
function foundOf(why: keyof typeof codes, { type }: Field, value: unknown): string {
  if (why === 'missing') return 'no value'
  if (type !== 'text') return JSON.stringify(value)
  return why === 'type' ? 'text with half of a surrogate pair' : 'a longer text'
}

function expectedOf(why: keyof typeof codes, field: Field): string {
  if (why === 'missing') return 'a value'
  if (why === 'type') return field.type === 'text' ? 'text in Unicode' : 'a whole number'
  if (field.type === 'text')
    return `at most ${field.maximumLength ?? mostTextCharacters} characters`
  if (why === 'level') return `one of the ${field.levels?.length ?? 0} levels`
  const exact = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }
  return rangeText({ ...(field.type === 'integer' && exact), ...field.range }) ?? 'a number'
}
