import { type Contract, type Field, featuresOf } from '../contract/types.ts'
import { createRowReader } from '../rows/row-reader.ts'
import { textAt, textsOf } from '../rows/row-texts.ts'

/** A row as people write it, by field name, with the form in which it reaches the model again. */
export interface WrittenRow {
  readonly record: Readonly<Record<string, unknown>>
  readonly encoded: Float64Array
}

/**
 * Writes encoded rows as rows of a contract. A code that stands for no level becomes a level that the
 * contract does not know, which comes back as missing.
 *
 * @returns a function that gives `undefined` for a row that nobody could send
 */
export function createRowDecoder(
  contract: Contract,
): (encoded: Float64Array) => WrittenRow | undefined {
  const features = featuresOf(contract)
  const reader = createRowReader(featuresOnly(contract))
  return (encoded) => {
    const texts = textsOf(encoded)
    const record = Object.fromEntries(
      features.map((field, i) => {
        const cell = encoded[i] as number
        const value = field.type === 'text' ? (textAt(texts, cell) ?? null) : toValue(field, cell)
        return [field.name, value]
      }),
    )
    const again = new Float64Array(features.length)
    const isRefused = reader.read(record, again, 0) !== undefined
    return isRefused ? undefined : { record, encoded: again }
  }
}

/** The contract without fields that no answer depends on, and with whatever stands beside. */
export function featuresOnly(contract: Contract): Contract {
  return { ...contract, extra: 'ignore', inputs: featuresOf(contract) }
}

function toValue(field: Field, x: number): unknown {
  if (Number.isNaN(x)) {
    const isUnknown = field.missing === 'refuse' && field.unknownLevel === 'accept'
    return isUnknown ? unknownLevel(field.levels ?? []) : null
  }
  switch (field.type) {
    case 'boolean':
      return x === 0 || x === 1 ? x === 1 : x
    case 'category':
      return field.levels === undefined ? x : (field.levels[x] ?? unknownLevel(field.levels))
    case 'timestamp':
      return Math.abs(x) <= mostMicroseconds ? new Date(x / 1000).toISOString() : x
    case 'number':
    case 'integer':
    case 'text':
      return Number.isFinite(x) ? x : x > 0 ? 'Infinity' : '-Infinity'
  }
}

/** Of what Date can write with four digits of the year. */
const mostMicroseconds = 60_000_000_000_000_000

function unknownLevel(levels: readonly (string | number)[]): string | number {
  if (typeof levels[0] === 'number') {
    return levels.reduce<number>((most, level) => Math.max(most, Number(level)), 0) + 1
  }
  let level = 'unseen'
  while (levels.includes(level)) level += '-'
  return level
}
