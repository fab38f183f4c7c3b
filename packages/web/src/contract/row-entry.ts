import { boundsOf } from './range-text.ts'
import type { ContractField } from './read-contract.ts'

/** What stands in the fields of a form, by name; an empty text is a missing value. */
export type RowEntry = Readonly<Record<string, string>>

/** A row that the contract takes: levels that exist, numbers within their range. */
export function exampleEntry(fields: readonly ContractField[], now: Date): RowEntry {
  return Object.fromEntries(fields.map((field) => [field.name, exampleText(field, now)]))
}

/**
 * The row to send. What cannot be read as its type is sent as the text it is, so that the server
 * says what is wrong with it, in the same words as to everybody else.
 */
export function toRow(fields: readonly ContractField[], entry: RowEntry): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  for (const field of fields) {
    const text = entry[field.name] ?? ''
    if (text !== '') row[field.name] = valueIn(field, text)
  }
  return row
}

function exampleText(field: ContractField, now: Date): string {
  switch (field.type) {
    case 'category':
      return String(field.levels?.[0] ?? '')
    case 'boolean':
      return 'true'
    case 'timestamp':
      return `${now.toISOString().slice(0, 19)}Z`
    case 'number':
    case 'integer':
      return String(exampleNumber(field))
    default:
      return field.missing === 'accept' ? '' : 'example'
  }
}

/** The middle of the range, as round as the range allows. */
function exampleNumber(field: ContractField): number {
  const { minimum, maximum } = boundsOf(field)
  if (minimum === undefined || maximum === undefined) return minimum ?? maximum ?? 1
  // Halved first, as the whole width of a range may be more than a double can hold.
  const middle = Math.min(maximum, Math.max(minimum, minimum / 2 + maximum / 2))
  const candidates = [Math.round(middle), Number(middle.toPrecision(3))]
  const round = candidates.find((value) => value >= minimum && value <= maximum)
  return round ?? middle
}

function valueIn(field: ContractField, text: string): unknown {
  if (field.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  if (field.type === 'category') {
    return field.levels?.find((level) => String(level) === text) ?? text
  }
  if (field.type !== 'number' && field.type !== 'integer') return text
  const number = Number(text)
  return Number.isFinite(number) ? number : text
}
