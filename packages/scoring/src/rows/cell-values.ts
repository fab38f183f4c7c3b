import type { Field, FieldType } from '../contract/types.ts'

/** The value that a CSV cell stands for, in the terms of JSON; what fits no type stays text. */
export type CellValue = (cell: string) => unknown

/**
 * What a quoted empty cell stands for: the empty text where a model reads texts, as in JSON. Else it is
 * missing as an empty cell is, since some programs quote every cell.
 */
export function emptyTextOf(field: Field | undefined): '' | null {
  if (field?.role !== 'feature') return null
  if (field.type === 'category') return typeof field.levels?.[0] === 'number' ? null : ''
  return field.type === 'text' ? '' : null
}

/** How the cells of a column are read; columns that the contract does not name are text. */
export function cellValueOf(field: Field | undefined): CellValue {
  if (field === undefined || field.role === 'carried') return textCell
  if (field.type === 'category') {
    return typeof field.levels?.[0] === 'number' ? numberLevelCell : textCell
  }
  return cellsByType[field.type]
}

const cellsByType: Readonly<Record<Exclude<FieldType, 'category'>, CellValue>> = {
  number: numberCell,
  integer: numberCell,
  boolean: booleanCell,
  text: textCell,
  timestamp: timestampCell,
}

const missingCells: ReadonlySet<string> = new Set(['', 'NA', 'NaN', 'nan', 'null'])
/** As C prints it. */
const notANumber = /^[+-]?nan$/i
// No two parts can match the same digits, so that a long cell costs one pass.
const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/
const infinity = /^([+-]?)inf(inity)?$/i
const wholeNumber = /^[+-]?\d{16,}$/

function textCell(cell: string): unknown {
  return cell === '' ? null : cell
}

function numberLevelCell(cell: string): unknown {
  return cell === '' ? null : (toDecimal(cell) ?? cell)
}

function numberCell(cell: string): unknown {
  const text = cell.trim()
  if (missingCells.has(text)) return null
  return toDecimal(text) ?? toInfinity(text) ?? (notANumber.test(text) ? null : cell)
}

function toDecimal(text: string): number | bigint | undefined {
  if (!decimal.test(text)) return undefined
  const number = Number(text)
  return wholeNumber.test(text) && !Number.isSafeInteger(number) ? BigInt(text) : number
}

function toInfinity(text: string): number | undefined {
  const sign = infinity.exec(text)?.[1]
  if (sign === undefined) return undefined
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

function booleanCell(cell: string): unknown {
  const text = cell.trim()
  if (missingCells.has(text)) return null
  const lower = text.toLowerCase()
  if (lower === 'true' || text === '1') return true
  return lower === 'false' || text === '0' ? false : text
}

function timestampCell(cell: string): unknown {
  return missingCells.has(cell) ? null : cell
}
