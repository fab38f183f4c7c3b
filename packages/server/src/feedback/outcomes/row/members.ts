import { findNearestName } from '@ratchet-ml/scoring'
import { kindOf, refuse } from './fault.ts'

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

export type Row = Partial<Record<OutcomeMember, unknown>>

export function toRow(value: unknown): Row {
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
