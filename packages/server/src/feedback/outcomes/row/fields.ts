import { namePattern } from '@ratchet-ml/protocol'
import { parseTimestamp } from '@ratchet-ml/scoring'
import { type Micros, micros, toRfc3339 } from '../../../platform/clock.ts'
import type { OutcomeContent } from '../types.ts'
import { kindOf, refuse } from './fault.ts'
import type { Row } from './members.ts'
import type { OutcomeRules } from './rules.ts'

const dayUs = 86_400_000_000
const mostIdChars = 256
const mostTextBytes = 1024

export function readId(row: Row, member: 'id' | 'predictionId'): string | undefined {
  const value = row[member]
  if (value === undefined || value === null) return undefined
  const isExact = typeof value === 'bigint' || Number.isSafeInteger(value)
  const text = isExact ? String(value) : value
  if (typeof text !== 'string') refuse(`/${member}`, kindOf(value), 'a text')
  if (text.length === 0 || text.length > mostIdChars || !text.isWellFormed()) {
    const found = text.length === 0 ? 'an empty text' : `a text of ${text.length} characters`
    refuse(`/${member}`, found, `1 to ${mostIdChars} characters of Unicode`)
  }
  return text
}

export function readRevision({ revision }: Row): number {
  if (revision === undefined || revision === null) return 0
  if (Number.isSafeInteger(revision) && (revision as number) >= 0) return revision as number
  refuse('/revision', kindOf(revision), 'a whole number from 0')
}

export function readName(name: unknown, pointer: string): string {
  if (typeof name === 'string' && namePattern.test(name)) return name
  const expected = 'a name of 1 to 64 letters, digits, dots, dashes or underscores'
  refuse(pointer, typeof name === 'string' ? 'a text that is no name' : kindOf(name), expected)
}

export function readTime(
  row: Row,
  member: 'time' | 'eventTime',
  { numericTimes }: OutcomeRules,
  now: Micros,
): Micros | undefined {
  const value = row[member]
  if (value === undefined || value === null) return undefined
  const us =
    typeof value === 'string' ? parseTimestamp(value) : numericTimes ? (value as number) : undefined
  if (us === undefined || !Number.isSafeInteger(us)) {
    const expected = 'a time with its zone, such as 2026-11-21T14:00:00Z'
    refuse(
      `/${member}`,
      typeof value === 'string' ? 'a text that is none' : kindOf(value),
      expected,
    )
  }
  if (us < 0) {
    refuse(`/${member}`, 'a time before 1970', 'one since 1970', 'outcome-time-impossible')
  }
  if (us > now + dayUs) {
    const expected = `at most a day after now, which is ${toRfc3339(now)} here`
    refuse(`/${member}`, 'a time in the future', expected, 'outcome-time-impossible')
  }
  return micros(us)
}

export function readValue(value: unknown, pointer: string): Pick<OutcomeContent, 'value' | 'text'> {
  if (typeof value === 'boolean') return { value: value ? 1 : 0, text: undefined }
  if (typeof value === 'number' && Number.isFinite(value)) {
    return { value: value === 0 ? 0 : value, text: undefined }
  }
  if (value === null) return { value: undefined, text: undefined }
  if (typeof value === 'string') {
    checkText(value, pointer)
    return { value: undefined, text: value }
  }
  const found = typeof value === 'bigint' ? 'a whole number beyond 2^53' : kindOf(value)
  refuse(pointer, found, 'a finite number, a boolean, a text or null')
}

export function checkText(text: string, pointer: string): void {
  // Three bytes at most for each UTF-16 unit: short texts need not be measured.
  const isLong = text.length * 3 > mostTextBytes && Buffer.byteLength(text) > mostTextBytes
  if (isLong) refuse(pointer, 'a longer text', `at most ${mostTextBytes} bytes`)
  if (!text.isWellFormed()) refuse(pointer, 'a half of a character', 'text in Unicode')
}
