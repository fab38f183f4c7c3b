import { type InputRow, parseTimestamp } from '@ratchet-ml/scoring'
import type { Zone } from '../../platform/zone.ts'
import type { SourceColumn } from '../types.ts'

/** What the values of a column in the first rows of a file have in common. */
interface Seen {
  values: number
  numbers: number
  booleans: number
  times: number
  local: boolean
  nested: boolean
}

/** How a text format writes numbers and booleans that are not of JSON's own types. */
export interface TextForms {
  isNumber(text: string): boolean
  isBoolean(text: string): boolean
}

/** The columns of some rows: numbers, times or booleans where every value is one, text else. */
export function guessColumns(rows: readonly InputRow[], forms: TextForms): readonly SourceColumn[] {
  const columns = new Map<string, Seen>()
  for (const row of rows) {
    if (row.kind === 'fault' || typeof row.record !== 'object' || row.record === null) continue
    for (const [name, value] of Object.entries(row.record)) {
      const seen = columns.get(name) ?? nothing()
      columns.set(name, seen)
      look(value, seen, forms)
    }
  }
  return [...columns].map(([name, seen]) => columnOf(name, seen))
}

function nothing(): Seen {
  return { values: 0, numbers: 0, booleans: 0, times: 0, local: false, nested: false }
}

function look(value: unknown, seen: Seen, forms: TextForms): void {
  if (value === null || value === undefined) return
  if (typeof value === 'object') seen.nested = true
  seen.values += 1
  if (typeof value === 'number' || typeof value === 'bigint') seen.numbers += 1
  else if (typeof value === 'boolean') seen.booleans += 1
  else if (typeof value === 'string') lookAtText(value, seen, forms)
}

function lookAtText(text: string, seen: Seen, forms: TextForms): void {
  if (forms.isNumber(text)) seen.numbers += 1
  else if (forms.isBoolean(text)) seen.booleans += 1
  else if (parseTimestamp(text) !== undefined) seen.times += 1
  else if (parseLocal(text) !== undefined) {
    seen.times += 1
    seen.local = true
  }
}

function columnOf(name: string, seen: Seen): SourceColumn {
  if (seen.nested) return { name, kind: 'unreadable', found: 'nested values' }
  if (seen.values === 0 || seen.numbers === seen.values) return { name, kind: 'number' }
  if (seen.booleans === seen.values) return { name, kind: 'boolean' }
  if (seen.times < seen.values) return { name, kind: 'text' }
  return seen.local ? { name, kind: 'timestamp', local: true } : { name, kind: 'timestamp' }
}

/**
 * A time in microseconds UTC: RFC 3339, or a date with or without a time of day, which is then of
 * the zone. `undefined` when it is none.
 */
export function parseTime(text: string, zone: Zone): number | undefined {
  const exact = parseTimestamp(text)
  if (exact !== undefined) return exact
  const local = parseLocal(text)
  return local === undefined ? undefined : zone.toUtc(local)
}

const localTime = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?)?$/

/** Microseconds since 1970 local. */
function parseLocal(text: string): number | undefined {
  const [, date, minutes = '00:00', seconds = ':00'] = localTime.exec(text) ?? []
  return date === undefined ? undefined : parseTimestamp(`${date}T${minutes}${seconds}Z`)
}
