import { createHmac } from 'node:crypto'
import { carriedJson, findNearestName } from '@ratchet-ml/scoring'
import type { Micros } from '../../../platform/clock.ts'
import type { OutcomeContent } from '../types.ts'
import { kindOf, refuse } from './fault.ts'
import { checkText, readId, readTime } from './fields.ts'
import type { Row } from './members.ts'
import type { OutcomeRules } from './rules.ts'

type Subject = Pick<OutcomeContent, 'predictionId' | 'endpoint' | 'unit' | 'predictionTime'>

export function readSubject(row: Row, rules: OutcomeRules, now: Micros): Subject {
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
