import { hash } from 'node:crypto'
import type { Micros } from '../../../platform/clock.ts'
import { contentOf, idOfContent } from '../policy.ts'
import type { OutcomeContent, OutcomeRecord } from '../types.ts'
import { kindOf, type OutcomeFault, Refused, refuse } from './fault.ts'
import { readId, readName, readRevision, readTime, readValue } from './fields.ts'
import { type OutcomeMember, toRow } from './members.ts'
import type { OutcomeRules } from './rules.ts'
import { readSubject } from './subject.ts'

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
