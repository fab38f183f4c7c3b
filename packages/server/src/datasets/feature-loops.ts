import { type Field, mostTextCharacters, type RowCounts } from '@ratchet-ml/scoring'
import { codeByNumber, codesOfLevels } from './level-codes.ts'
import { unreadable } from './problems.ts'
import { refuseRow } from './refuse-row.ts'
import { type Column, type ColumnInfo, missingBoolean } from './types.ts'

/** Fills one feature of encoded rows from its column. */
export type FeatureLoop = (column: Column, run: Run) => void

/** One feature of one call. */
interface Run {
  readonly rows: Int32Array
  readonly count: number
  readonly into: Float64Array
  readonly width: number
  readonly offset: number
  readonly firstRow: number
  readonly counts: RowCounts
  /** The texts of the rows so far. */
  readonly texts: string[]
}

/**
 * The loop of a feature.
 *
 * @param subject who asks, such as `flights@1`
 * @throws Problem `data-unreadable` for a column of another kind than the feature
 */
export function featureLoop(field: Field, column: ColumnInfo, subject: string): FeatureLoop {
  const kind = column.kind
  if (field.type === 'text') {
    if (kind === 'text') return texts(field, subject)
  } else if (field.type === 'category') {
    if (kind === 'text') return textCategory(field, subject)
    if (kind === 'number' && typeof field.levels?.[0] === 'number') {
      return numberCategory(field, subject)
    }
  } else if (kindOfType[field.type] === kind) {
    return kind === 'boolean' ? booleans(field, subject) : numbers(field, subject)
  }
  const wanted = field.type === 'category' ? categoryKind(field) : field.type
  throw unreadable(`The data for ${subject}`, `column ${JSON.stringify(field.name)}`, kind, wanted)
}

const kindOfType = {
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  timestamp: 'timestamp',
  text: 'text',
} as const satisfies Record<Exclude<Field['type'], 'category'>, ColumnInfo['kind'] | undefined>

function categoryKind(field: Field): string {
  return typeof field.levels?.[0] === 'number' ? 'a category of numbers' : 'a category of text'
}

function numbers(field: Field, subject: string): FeatureLoop {
  const whole = field.type === 'integer'
  // Beyond 2^53 a double no longer tells neighbours apart, so what was written may be lost.
  const least = whole ? Number.MIN_SAFE_INTEGER : Number.NEGATIVE_INFINITY
  const most = whole ? Number.MAX_SAFE_INTEGER : Number.POSITIVE_INFINITY
  const minimum = Math.max(field.range?.minimum ?? least, least)
  const maximum = Math.min(field.range?.maximum ?? most, most)
  const copyPlain = whole ? copyWhole : copyInRange
  return (column, run) => {
    if (column.kind !== 'number' && column.kind !== 'timestamp') {
      throw new TypeError(`${field.name} is ${column.kind}`)
    }
    const { values } = column
    const { rows, count, into, width, offset, firstRow, counts } = run
    const next = (from: number) => copyPlain(values, run, from, minimum, maximum)
    for (let i = next(0); i < count; i = next(i)) {
      const row = rows[i] as number // in range
      const value = values[row] as number // one for each row
      if (Number.isNaN(value)) {
        if (field.missing === 'refuse') throw refuseRow('missing', field, subject, firstRow + row)
        counts.missing += 1
        into[i++ * width + offset] = Number.NaN
        continue
      }
      const isBroken = whole && !Number.isInteger(value)
      throw refuseRow(isBroken ? 'type' : 'range', field, subject, firstRow + row, value)
    }
  }
}

/**
 * Copies numbers that are within both bounds, from the i-th row on; most of the time goes to this loop, so that
 * it holds nothing else.
 *
 * @returns the place of the first row whose number is not
 */
function copyInRange(
  values: Float64Array,
  { rows, count, into, width, offset }: Run,
  from: number,
  minimum: number,
  maximum: number,
): number {
  let at = from * width + offset
  for (let i = from; i < count; i++) {
    const value = values[rows[i] as number] as number // one for each row
    if (!(value >= minimum && value <= maximum)) return i
    into[at] = value
    at += width
  }
  return count
}

/** The same of whole numbers. */
function copyWhole(
  values: Float64Array,
  { rows, count, into, width, offset }: Run,
  from: number,
  minimum: number,
  maximum: number,
): number {
  let at = from * width + offset
  for (let i = from; i < count; i++) {
    const value = values[rows[i] as number] as number // one for each row
    if (!(value >= minimum && value <= maximum && Number.isInteger(value))) return i
    into[at] = value
    at += width
  }
  return count
}

function booleans(field: Field, subject: string): FeatureLoop {
  return (column, { rows, count, into, width, offset, firstRow, counts }) => {
    if (column.kind !== 'boolean') throw new TypeError(`${field.name} is ${column.kind}`)
    for (let i = 0; i < count; i++) {
      const row = rows[i] as number // in range
      const value = column.values[row] as number // one for each row
      const isMissing = value === missingBoolean
      into[i * width + offset] = isMissing ? Number.NaN : value
      if (!isMissing) continue
      if (field.missing === 'refuse') throw refuseRow('missing', field, subject, firstRow + row)
      counts.missing += 1
    }
  }
}

/** Texts as they are: the cell holds the text's place among those of the call. */
function texts(field: Field, subject: string): FeatureLoop {
  const { maximumLength = mostTextCharacters } = field
  return (column, { rows, count, into, width, offset, firstRow, counts, texts }) => {
    if (column.kind !== 'text') throw new TypeError(`${field.name} is no text`)
    for (let i = 0; i < count; i++) {
      const row = rows[i] ?? 0
      const text = column.levels.texts[column.codes[row] ?? -1]
      const at = i * width + offset
      if (text === undefined) {
        if (field.missing === 'refuse') throw refuseRow('missing', field, subject, firstRow + row)
        counts.missing += 1
        into[at] = Number.NaN
        continue
      }
      if (!text.isWellFormed()) throw refuseRow('type', field, subject, firstRow + row)
      if (isLonger(text, maximumLength)) throw refuseRow('range', field, subject, firstRow + row)
      into[at] = texts.push(text) - 1
    }
  }
}

/** A character is one or two units long. */
function isLonger(text: string, characters: number): boolean {
  if (text.length <= characters) return false
  return text.length > 2 * characters || [...text].length > characters
}

/** The code of each text is looked up once per dictionary, and then read from a table. */
function textCategory(field: Field, subject: string): FeatureLoop {
  const codesOf = codesOfLevels(field)
  return (column, { rows, count, into, width, offset, firstRow, counts }) => {
    if (column.kind !== 'text') throw new TypeError(`${field.name} is no text`)
    const table = codesOf(column.levels)
    const { unknownCode: unknown = Number.NaN } = field
    for (let i = 0; i < count; i++) {
      const row = rows[i] ?? 0
      const code = column.codes[row] ?? -1
      const at = i * width + offset
      const known = code < 0 ? missingText : (table[code] ?? unknownText)
      into[at] = known >= 0 ? known : known === unknownText ? unknown : Number.NaN
      if (known === missingText) {
        if (field.missing === 'refuse') throw refuseRow('missing', field, subject, firstRow + row)
        counts.missing += 1
      } else if (known === unknownText) {
        const text = column.levels.texts[code]
        if (field.unknownLevel === 'refuse') {
          throw refuseRow('level', field, subject, firstRow + row, text)
        }
        counts.unknownLevels += 1
      }
    }
  }
}

const missingText = -1
const unknownText = -2

function numberCategory(field: Field, subject: string): FeatureLoop {
  const codes = codeByNumber(field)
  const { unknownCode: unknown = Number.NaN } = field
  return (column, { rows, count, into, width, offset, firstRow, counts }) => {
    if (column.kind !== 'number') throw new TypeError(`${field.name} is no number`)
    for (let i = 0; i < count; i++) {
      const row = rows[i] ?? 0
      const value = column.values[row] ?? Number.NaN
      const code = codes.get(value)
      into[i * width + offset] = code ?? (Number.isNaN(value) ? value : unknown)
      if (code !== undefined) continue
      if (Number.isNaN(value)) {
        if (field.missing === 'refuse') throw refuseRow('missing', field, subject, firstRow + row)
        counts.missing += 1
      } else {
        if (field.unknownLevel === 'refuse') {
          throw refuseRow('level', field, subject, firstRow + row, value)
        }
        counts.unknownLevels += 1
      }
    }
  }
}
