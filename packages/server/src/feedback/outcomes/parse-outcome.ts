import { createHmac, hash } from 'node:crypto'
import { namePattern, type ProblemCode } from '@ratchet-ml/protocol'
import { carriedJson, findNearestName, parseTimestamp } from '@ratchet-ml/scoring'
import { type Micros, micros, toRfc3339 } from '../../platform/clock.ts'
import { contentOf, idOfContent } from './policy.ts'
import type { OutcomeContent, OutcomeRecord, UnitTreatment } from './types.ts'

/** Why a row is no outcome. It names places and kinds, never a value: rows may hold what is personal. */
export interface OutcomeFault {
  readonly code: ProblemCode
  /** JSON pointer within the row; empty for the row itself. */
  readonly pointer: string
  readonly found: string
  readonly expected: string
}

/** What rows are read by. */
export interface OutcomeRules {
  readonly now: () => Micros
  /** Of rows that do not say. */
  readonly endpoint?: string
  readonly name?: string
  /** Every endpoint that there is, and what becomes of its units. */
  readonly endpoints: ReadonlyMap<string, UnitTreatment>
  /** Key of hashed units. */
  readonly key: Uint8Array
  /** Whether numbers stand for times, as microseconds since 1970 UTC. */
  readonly numericTimes: boolean
}

/** Members of a row; tables may write them with underscores. */
export const outcomeMembers = [
  ...(['id', 'revision', 'predictionId', 'endpoint', 'unit', 'time'] as const),
  ...(['name', 'value', 'values', 'eventTime'] as const),
] as const
export type OutcomeMember = (typeof outcomeMembers)[number]

const memberOf: ReadonlyMap<string, OutcomeMember> = new Map([
  ...outcomeMembers.map((member) => [member, member] as const),
  ['prediction_id', 'predictionId'],
  ['event_time', 'eventTime'],
])

/** The member that a name means, in either spelling. */
export function findMember(name: string): OutcomeMember | undefined {
  return memberOf.get(name)
}

/** The member that a wrong name may mean, for a hint. */
export function nearestMember(name: string): string | undefined {
  return findNearestName(name, [...memberOf.keys()])
}

type Row = Partial<Record<OutcomeMember, unknown>>

const dayUs = 86_400_000_000
const mostIdChars = 256
const mostTextBytes = 1024

/** Thrown inside this file only, so that each check is one line. */
class Refused extends Error {
  readonly fault: OutcomeFault

  constructor(fault: OutcomeFault) {
    super(fault.code)
    this.fault = fault
  }
}

/** Reads rows as outcomes: one each, or one for each name of `values`. */
export function createOutcomeParser(
  rules: OutcomeRules,
): (row: unknown) => readonly OutcomeRecord[] | OutcomeFault {
  return (row) => {
    try {
      return read(row, rules)
    } catch (thrown) {
      if (thrown instanceof Refused) return thrown.fault
      throw thrown
    }
  }
}

export function isFault(parsed: readonly OutcomeRecord[] | OutcomeFault): parsed is OutcomeFault {
  return !Array.isArray(parsed)
}

/** One fault in one sentence. */
export function describeOutcomeFault({ pointer, found, expected }: OutcomeFault): string {
  return `${pointer === '' ? 'the outcome' : pointer}: found ${found}, expected ${expected}`
}

function read(value: unknown, rules: OutcomeRules): readonly OutcomeRecord[] {
  const row = toRow(value)
  const recordedTime = rules.now()
  const subject = readSubject(row, rules, recordedTime)
  const eventTime = readTime(row, 'eventTime', rules, recordedTime)
  const { predictionTime } = subject
  if (eventTime !== undefined && predictionTime !== undefined && eventTime < predictionTime) {
    const expected = 'an event that is not before its prediction'
    refuse('/eventTime', 'a time before /time', expected, 'outcome-time-impossible')
  }
  const id = readId(row, 'id')
  const revision = readRevision(row)
  const make = (name: string, said: unknown, pointer: string, ownId: string | undefined) => {
    const content = { ...subject, name, ...readValue(said, pointer), eventTime }
    return finish(content, ownId, revision, recordedTime)
  }
  if (row.values === undefined || row.values === null) {
    if (row.value === undefined) {
      refuse('/value', 'nothing', 'a number, a boolean, a text, or null to take an outcome back')
    }
    const name = readName(row.name ?? rules.name ?? 'label', '/name')
    return [make(name, row.value, '/value', id)]
  }
  const other = ['name', 'value'].find((member) => row[member as OutcomeMember] !== undefined)
  if (other !== undefined) refuse(`/${other}`, 'it beside values', 'either of them')
  if (typeof row.values !== 'object' || Array.isArray(row.values)) {
    refuse('/values', kindOf(row.values), 'an object of names and values')
  }
  const entries = Object.entries(row.values)
  if (entries.length === 0) refuse('/values', 'an empty object', 'at least one name')
  return entries.map(([name, said]) => {
    const ownId = id === undefined ? undefined : `${id}/${name}`
    return make(readName(name, '/values'), said, `/values/${name}`, ownId)
  })
}

function toRow(value: unknown): Row {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse('', kindOf(value), 'an object')
  }
  const row: Row = {}
  for (const key of Object.keys(value as object)) {
    const member = memberOf.get(key)
    if (member === undefined) refuseUnknown(key)
    if (row[member] !== undefined) refuse(`/${member}`, 'it in both spellings', 'it once')
    row[member] = (value as Record<string, unknown>)[key]
  }
  return row
}

/** A name of the caller's own may be repeated as far as it is short and plain. */
function refuseUnknown(key: string): never {
  const near = nearestMember(key)
  const shown = /^[\w.-]{1,64}$/.test(key) ? `/${key}` : ''
  const meant = near === undefined ? '' : `; did you mean ${near}?`
  refuse(shown, 'an unknown member', `${outcomeMembers.join(', ')}${meant}`)
}

type Subject = Pick<OutcomeContent, 'predictionId' | 'endpoint' | 'unit' | 'predictionTime'>

function readSubject(row: Row, rules: OutcomeRules, now: Micros): Subject {
  const predictionId = readId(row, 'predictionId')
  const endpoint = readEndpoint(row.endpoint ?? rules.endpoint, rules)
  const predictionTime = readTime(row, 'time', rules, now)
  const hasUnit = row.unit !== undefined && row.unit !== null
  if (predictionId !== undefined) {
    if (hasUnit || predictionTime !== undefined) {
      refuse(hasUnit ? '/unit' : '/time', 'it beside predictionId', 'either of them')
    }
    return { predictionId, endpoint, unit: undefined, predictionTime }
  }
  if (endpoint === undefined || !hasUnit || predictionTime === undefined) {
    const lacking = endpoint === undefined ? 'endpoint' : hasUnit ? 'time' : 'unit'
    const expected = 'a predictionId, or endpoint, unit and time'
    refuse(`/${lacking}`, 'nothing, and no predictionId', expected)
  }
  return { predictionId, endpoint, unit: readUnit(row.unit, endpoint, rules), predictionTime }
}

function readEndpoint(value: unknown, { endpoints }: OutcomeRules): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') refuse('/endpoint', kindOf(value), 'the name of an endpoint')
  if (endpoints.has(value)) return value
  const near = findNearestName(value, [...endpoints.keys()])
  const expected = near === undefined ? 'an endpoint that there is' : `such as ${near}`
  refuse('/endpoint', 'no endpoint of this name', expected, 'endpoint-not-found')
}

/** As the endpoint's log writes it, so that both can be compared. */
function readUnit(value: unknown, endpoint: string, { endpoints, key }: OutcomeRules): string {
  const isInexact =
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
  if (typeof value === 'object' || isInexact) {
    const found = isInexact ? 'a whole number that is not exact' : kindOf(value)
    refuse('/unit', found, 'a text, a number or a boolean')
  }
  const text = typeof value === 'string' ? value : carriedJson(value)
  checkText(text, '/unit')
  const treatment = endpoints.get(endpoint)
  if (treatment === 'leave-out') {
    const expected = 'a predictionId: the log of the endpoint keeps no units'
    refuse('/unit', 'a unit', expected, 'outcome-unmatchable')
  }
  if (treatment !== 'hash') return text
  return createHmac('sha256', key).update(text).digest('hex').slice(0, 32)
}

function readId(row: Row, member: 'id' | 'predictionId'): string | undefined {
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

function readRevision({ revision }: Row): number {
  if (revision === undefined || revision === null) return 0
  if (Number.isSafeInteger(revision) && (revision as number) >= 0) return revision as number
  refuse('/revision', kindOf(revision), 'a whole number from 0')
}

function readName(name: unknown, pointer: string): string {
  if (typeof name === 'string' && namePattern.test(name)) return name
  const expected = 'a name of 1 to 64 letters, digits, dots, dashes or underscores'
  refuse(pointer, typeof name === 'string' ? 'a text that is no name' : kindOf(name), expected)
}

function readTime(
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

function readValue(value: unknown, pointer: string): Pick<OutcomeContent, 'value' | 'text'> {
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

function checkText(text: string, pointer: string): void {
  // Three bytes at most for each UTF-16 unit: short texts need not be measured.
  const isLong = text.length * 3 > mostTextBytes && Buffer.byteLength(text) > mostTextBytes
  if (isLong) refuse(pointer, 'a longer text', `at most ${mostTextBytes} bytes`)
  if (!text.isWellFormed()) refuse(pointer, 'a half of a character', 'text in Unicode')
}

function finish(
  content: OutcomeContent,
  id: string | undefined,
  revision: number,
  recordedTime: Micros,
): OutcomeRecord {
  const contentHash = hash('sha256', contentOf(content), 'hex')
  return {
    outcomeId: id ?? idOfContent(contentHash),
    revision,
    predictionId: content.predictionId,
    endpoint: content.endpoint,
    unit: content.unit,
    predictionTime: content.predictionTime,
    name: content.name,
    value: content.value,
    text: content.text,
    eventTime: content.eventTime ?? recordedTime,
    recordedTime,
    contentHash,
  }
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`
}

function refuse(
  pointer: string,
  found: string,
  expected: string,
  code: ProblemCode = 'outcome-invalid',
): never {
  throw new Refused({ code, pointer, found, expected })
}
