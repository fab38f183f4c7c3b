import type { DecodedArray } from 'hyparquet'
import type { Column, Levels } from '../types.ts'
import { missingBoolean } from '../types.ts'
import type { Zone } from '../zone.ts'
import type { ReadableMeaning } from './parquet-schema.ts'

/** Turns what is stored into a column. Text arrives as codes of `levels`; null is missing. */
export function toColumn(
  stored: DecodedArray,
  meaning: ReadableMeaning,
  levels: Levels,
  zone: Zone,
): Column {
  switch (meaning.kind) {
    case 'number':
      return { kind: 'number', values: toNumbers(stored, meaning.divisor, meaning.unsigned) }
    case 'timestamp':
      return { kind: 'timestamp', values: toMicros(stored, meaning, zone) }
    case 'text':
      return { kind: 'text', codes: toCodes(stored), levels }
    case 'boolean':
      return { kind: 'boolean', values: toBooleans(stored) }
  }
}

function toNumbers(stored: DecodedArray, divisor: number, unsigned: boolean): Float64Array {
  const values = new Float64Array(stored.length)
  for (let i = 0; i < values.length; i++) {
    const value: unknown = stored[i]
    if (typeof value === 'number') {
      values[i] = (unsigned && value < 0 ? value + 4_294_967_296 : value) / divisor
    } else if (typeof value === 'bigint') {
      values[i] = Number(unsigned ? BigInt.asUintN(64, value) : value) / divisor
    } else {
      values[i] = Number.NaN
    }
  }
  return values
}

function toMicros(
  stored: DecodedArray,
  meaning: Extract<ReadableMeaning, { kind: 'timestamp' }>,
  zone: Zone,
): Float64Array {
  const values = toNumbers(stored, 1, false)
  const { factor, local } = meaning
  if (factor !== 1) {
    // Nanoseconds are divided, because a thousandth is no exact factor.
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? Number.NaN
      values[i] = factor < 1 ? Math.floor(value / 1000) : value * factor
    }
  }
  if (local && zone.name !== 'UTC') {
    for (let i = 0; i < values.length; i++) values[i] = zone.toUtc(values[i] ?? Number.NaN)
  }
  return values
}

function toCodes(stored: DecodedArray): Int32Array {
  const codes = new Int32Array(stored.length)
  for (let i = 0; i < codes.length; i++) {
    const code: unknown = stored[i]
    codes[i] = typeof code === 'number' ? code : -1
  }
  return codes
}

function toBooleans(stored: DecodedArray): Uint8Array {
  const values = new Uint8Array(stored.length)
  for (let i = 0; i < values.length; i++) {
    const value: unknown = stored[i]
    values[i] = typeof value === 'boolean' ? Number(value) : missingBoolean
  }
  return values
}
