import { splitNames } from '../../platform/name-list.ts'
import { Problem } from '../../platform/problem.ts'
import type { ColumnChoice } from './order.ts'
import { findMember, nearestMember, outcomeMembers } from './row/members.ts'

/** Whether rows have to be rewritten by a choice of columns. */
export function hasChoice({ columns, ignore }: ColumnChoice): boolean {
  return columns.size > 0 || ignore.size > 0
}

/** A row by the names of members: columns renamed as the choice says, others left out by it. */
export function nameMembers(record: unknown, { columns, ignore }: ColumnChoice): unknown {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return record
  const named: [string, unknown][] = []
  for (const [key, value] of Object.entries(record)) {
    if (!ignore.has(key)) named.push([columns.get(key) ?? key, value])
  }
  return Object.fromEntries(named)
}

/**
 * Every column of a table must be a member of outcomes, or be renamed to one or left out by the
 * choice; what the choice names must be there.
 *
 * @throws Problem `data-column-unknown`, `data-column-missing`
 */
export function checkColumns(names: readonly string[], choice: ColumnChoice, source: string): void {
  for (const name of [...choice.columns.keys(), ...choice.ignore]) {
    if (names.includes(name)) continue
    throw new Problem('data-column-missing', `${source}: there is no column ${shown(name)}.`, {
      hint: `The columns are ${names.map(shown).join(', ').slice(0, 300)}.`,
    })
  }
  for (const name of names) {
    if (choice.ignore.has(name)) continue
    if (findMember(choice.columns.get(name) ?? name) === undefined) throw unknown(name, source)
  }
}

function unknown(name: string, source: string): Problem {
  const near = nearestMember(name)
  const meant = near === undefined ? '' : `Did you mean ${near}? `
  return new Problem(
    'data-column-unknown',
    `${source}: found the column ${shown(name)}, expected only ${outcomeMembers.join(', ')}.`,
    {
      hint: `${meant}Say what it is with columns, as in value=${shown(name)}, or leave it out with ignore.`,
    },
  )
}

/**
 * A choice of columns as it is written: `value=sold,predictionId=pid`, and `a,b` to leave out;
 * what holds a comma is quoted as in CSV.
 * @throws Problem `request-invalid`
 */
export function parseChoice(columns = '', ignore = ''): ColumnChoice {
  const byColumn = new Map<string, string>()
  for (const pair of namesOf(columns, 'columns')) {
    const at = pair.indexOf('=')
    const [member, column] = [pair.slice(0, Math.max(at, 0)), pair.slice(at + 1)]
    if (findMember(member) === undefined || column === '') {
      const expected = `MEMBER=COLUMN, such as value=sold; members are ${outcomeMembers.join(', ')}`
      throw new Problem('request-invalid', `columns: found ${shown(pair)}, expected ${expected}.`)
    }
    byColumn.set(column, member)
  }
  return { columns: byColumn, ignore: new Set(namesOf(ignore, 'ignore')) }
}

function namesOf(text: string, parameter: string): readonly string[] {
  const names = splitNames(text)
  if (names !== undefined) return names.filter((name) => name !== '')
  const expected = 'those that hold commas quoted as a whole, as in CSV'
  const problem = `${parameter}: found a quote within a name in ${shown(text)}, expected ${expected}.`
  throw new Problem('request-invalid', problem)
}

function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text)
}
