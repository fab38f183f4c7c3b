import { Problem } from '../../../platform/problem.ts'
import { zoneOf } from '../../../platform/zone.ts'
import { unreadable } from '../../problems.ts'
import { parseTime } from '../text-kinds.ts'
import { splitRecords } from './split-records.ts'
import type { Dialect, Encoding } from './types.ts'

const separators = [',', ';', '\t', '|'] as const
const quotes = ['"', "'"] as const
/** Records that are looked at. */
const mostRecords = 200

export interface Sniffed {
  readonly dialect: Dialect
  /** Cells of the first record. */
  readonly columns: number
}

/**
 * Finds out how a file of separated values is written, from its first bytes: what is known already
 * is taken as it is.
 *
 * @param isWhole whether these are all bytes of the file
 * @throws Problem `data-unreadable` naming the first byte that is no UTF-8
 */
export function sniffDialect(
  start: Uint8Array,
  isWhole: boolean,
  file: string,
  known: Partial<Dialect> = {},
): Sniffed {
  const encoding = known.encoding ?? sniffEncoding(start, isWhole, file)
  const text = new TextDecoder(encoding).decode(start, { stream: !isWhole })
  const candidates = quotes
    .filter((quote) => known.quote === undefined || quote === known.quote)
    .flatMap((quote) =>
      separators
        .filter((separator) => known.separator === undefined || separator === known.separator)
        .map((separator) => ({ quote, separator, records: read(text, separator, quote, isWhole) })),
    )
  const best = candidates.reduce((a, b) => (scoreOf(b.records) > scoreOf(a.records) ? b : a))
  const { quote, separator, records } = best
  const hasHeader = known.hasHeader ?? !looksLikeData(records[0] ?? [])
  const decimal = known.decimal ?? sniffDecimal(hasHeader ? records.slice(1) : records, separator)
  const dialect = { encoding, separator, quote, hasHeader, decimal }
  return { dialect, columns: records[0]?.length ?? 0 }
}

/** Such as `separated by ";", decimal sign ",", latin1`; `undefined` for plain RFC 4180 in UTF-8. */
export function describeDialect(dialect: Dialect): string | undefined {
  const { encoding, separator, quote, hasHeader, decimal } = dialect
  const words = [
    ...(separator === ',' ? [] : [`separated by ${JSON.stringify(separator)}`]),
    ...(quote === '"' ? [] : [`quoted by ${quote}`]),
    ...(hasHeader ? [] : ['no header']),
    ...(decimal === '.' ? [] : [`decimal sign ${JSON.stringify(decimal)}`]),
    ...(encoding === 'utf-8' ? [] : [encoding]),
  ]
  return words.length === 0 ? undefined : words.join(', ')
}

function sniffEncoding(start: Uint8Array, isWhole: boolean, file: string): Encoding {
  const [a, b] = start
  const mark =
    a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : undefined
  if (mark !== undefined) throw notUtf8(file, 0, `the byte order mark of ${mark}`, mark)
  const zero = start.indexOf(0)
  if (zero >= 0) throw notUtf8(file, zero, 'a zero byte', zero % 2 === 1 ? 'utf-16le' : 'utf-16be')
  const bad = firstBadByte(start, isWhole)
  if (bad === undefined) return 'utf-8'
  throw notUtf8(file, bad, `0x${(start[bad] ?? 0).toString(16).padStart(2, '0')}`, 'latin1')
}

/** Where UTF-8 breaks off, found by halving; a character that the end cuts is none. */
function firstBadByte(bytes: Uint8Array, isWhole: boolean): number | undefined {
  const isGood = (end: number, isLast: boolean) => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end), { stream: !isLast })
      return true
    } catch {
      return false
    }
  }
  if (isGood(bytes.length, isWhole)) return undefined
  let [good, bad] = [0, bytes.length]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (isGood(middle, false)) good = middle
    else bad = middle
  }
  return good
}

function notUtf8(file: string, at: number, found: string, meant: Encoding): Problem {
  const { code, message } = unreadable(file, `byte ${at}`, found, 'text in UTF-8')
  return new Problem(code, message, { hint: `If it is ${meant}, say so with --encoding ${meant}.` })
}

function read(text: string, separator: string, quote: string, isWhole: boolean) {
  const records = splitRecords(text.replace(/^\ufeff/, ''), separator, quote)
  // The last record may be cut off.
  return (isWhole ? records : records.slice(0, -1)).slice(0, mostRecords)
}

/** Cells that every record has; a separator that gives records of different lengths is none. */
function scoreOf(records: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>()
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1)
  const [cells, rows] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [1, 0]
  // A bad row now and then does not tell against a separator; a first one that differs does.
  const isSo = records[0]?.length === cells && rows >= 0.9 * records.length
  return cells > 1 && isSo ? cells : 0
}

/** Names of columns are words; a record of nothing but values is no header. */
function looksLikeData(record: readonly string[]): boolean {
  const isValue = (cell: string) =>
    /^\s*[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?\s*$/i.test(cell) ||
    /^(true|false)$/i.test(cell) ||
    parseTime(cell, zoneOf('UTC')) !== undefined
  return record.length > 1 && record.every(isValue)
}

function sniffDecimal(records: readonly (readonly string[])[], separator: string): '.' | ',' {
  if (separator === ',') return '.'
  const cells = records.flat()
  const has = (pattern: RegExp) => cells.some((cell) => pattern.test(cell))
  return has(/^\s*[+-]?\d+,\d+\s*$/) && !has(/^\s*[+-]?\d+\.\d+\s*$/) ? ',' : '.'
}
