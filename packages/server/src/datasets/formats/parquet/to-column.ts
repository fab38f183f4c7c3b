import type { Zone } from '../../../platform/zone.ts'
import type { Column, Levels } from '../../types.ts'
import { missingBoolean } from '../../types.ts'
import type { ReadableMeaning } from './meaning.ts'

/**
 * What stored numbers mean; NaN is missing.
 * @param stored its memory is the column's afterwards, where it can be
 */
export function toColumn(
  stored: Float64Array,
  meaning: ReadableMeaning,
  levels: Levels,
  zone: Zone,
): Column {
  switch (meaning.kind) {
    case 'number':
      if (meaning.divisor === 1) return { kind: 'number', values: stored }
      return { kind: 'number', values: stored.map((value) => value / meaning.divisor) }
    case 'timestamp':
      return { kind: 'timestamp', values: toMicros(stored, meaning, zone) }
    case 'text':
      return { kind: 'text', codes: toCodes(stored), levels }
    case 'boolean':
      return { kind: 'boolean', values: toBooleans(stored) }
  }
}

function toMicros(
  stored: Float64Array,
  { factor, local }: Extract<ReadableMeaning, { kind: 'timestamp' }>,
  zone: Zone,
): Float64Array {
  if (factor !== 1) {
    // Nanoseconds are divided, because a thousandth is no exact factor.
    for (let i = 0; i < stored.length; i++) {
      const value = stored[i] ?? Number.NaN
      stored[i] = factor < 1 ? Math.floor(value / 1000) : value * factor
    }
  }
  if (local && zone.name !== 'UTC') {
    for (let i = 0; i < stored.length; i++) stored[i] = zone.toUtc(stored[i] ?? Number.NaN)
  }
  return stored
}

function toCodes(stored: Float64Array): Int32Array {
  const codes = new Int32Array(stored.length)
  for (let i = 0; i < codes.length; i++) {
    const code = stored[i] ?? Number.NaN
    codes[i] = Number.isNaN(code) ? -1 : code
  }
  return codes
}

function toBooleans(stored: Float64Array): Uint8Array {
  const values = new Uint8Array(stored.length)
  for (let i = 0; i < values.length; i++) {
    const value = stored[i] as number // as long
    values[i] = Number.isNaN(value) ? missingBoolean : value
  }
  return values
}
