import type { Zone } from '../../platform/zone.ts'
import { LevelTable } from '../levels.ts'
import type { Column, ColumnKind } from '../types.ts'
import { missingBoolean } from '../types.ts'
import { parseTime } from './text-kinds.ts'

/** Gathers the values of one column of a text format. */
export interface ColumnBuilder {
  readonly name: string
  readonly kind: ColumnKind
  /** Puts a value in a row; false when it is not of the column's kind. */
  put(row: number, value: unknown): boolean
  /** The first `count` rows, in memory of their own. */
  take(count: number): Column
}

export function columnBuilder(
  name: string,
  kind: ColumnKind,
  capacity: number,
  zone: Zone,
): ColumnBuilder {
  switch (kind) {
    case 'number':
      return numberBuilder(name, kind, capacity, toNumber)
    case 'timestamp':
      return numberBuilder(name, kind, capacity, (value) =>
        typeof value === 'string' ? parseTime(value, zone) : undefined,
      )
    case 'text':
      return textBuilder(name, capacity)
    case 'boolean':
      return booleanBuilder(name, capacity)
  }
}

function numberBuilder(
  name: string,
  kind: 'number' | 'timestamp',
  capacity: number,
  read: (value: unknown) => number | undefined,
): ColumnBuilder {
  const values = new Float64Array(capacity)
  return {
    name,
    kind,
    put(row, value) {
      const number = isMissing(value) ? Number.NaN : read(value)
      values[row] = number ?? Number.NaN
      return number !== undefined
    },
    take: (count) => ({ kind, values: values.slice(0, count) }),
  }
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || value === 'NaN'
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (value === 'Infinity') return Number.POSITIVE_INFINITY
  return value === '-Infinity' ? Number.NEGATIVE_INFINITY : undefined
}

function textBuilder(name: string, capacity: number): ColumnBuilder {
  const codes = new Int32Array(capacity)
  let table = new LevelTable()
  return {
    name,
    kind: 'text',
    put(row, value) {
      const isText = typeof value === 'string'
      codes[row] = isText ? table.codeOf(value) : -1
      return isText || value === null || value === undefined
    },
    take(count) {
      const levels = table
      table = table.next()
      return { kind: 'text', codes: codes.slice(0, count), levels }
    },
  }
}

function booleanBuilder(name: string, capacity: number): ColumnBuilder {
  const values = new Uint8Array(capacity)
  return {
    name,
    kind: 'boolean',
    put(row, value) {
      values[row] = typeof value === 'boolean' ? Number(value) : missingBoolean
      return typeof value === 'boolean' || value === null || value === undefined
    },
    take: (count) => ({ kind: 'boolean', values: values.slice(0, count) }),
  }
}
