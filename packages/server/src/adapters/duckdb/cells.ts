import {
  DuckDBDateValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import type { Cell } from '../../feedback/history/types.ts'
import { micros, toRfc3339 } from '../../platform/clock.ts'

/** A value of DuckDB as the wire has it. */
export function cellOf(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'bigint') return exactOf(value)
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    return timeOf(value)
  }
  if (value instanceof DuckDBDateValue) return value.toString()
  return value.toString()
}

function exactOf(value: bigint): Cell {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}

/** Years that RFC 3339 can write. */
const lastMicros = 253_402_300_799_999_999n

function timeOf(value: DuckDBTimestampValue | DuckDBTimestampTZValue): Cell {
  const { micros: us } = value
  if (us < 0n || us > lastMicros) return value.toString()
  const number = Number(us)
  return Number.isSafeInteger(number) ? toRfc3339(micros(number)) : value.toString()
}
