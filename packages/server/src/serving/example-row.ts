import { type Contract, type Field, featuresOf, nestInputs } from '@ratchet-ml/scoring'

type Json = Readonly<Record<string, unknown>>

/**
 * A row that the contract takes: the first level, the nearest number in range, and so on.
 *
 * @param like an encoded row whose numbers and levels are taken instead, the numbers rounded, where
 * the contract takes them
 */
export function exampleRow(contract: Contract, like: readonly number[] = []): Json {
  const codes = new Map(featuresOf(contract).map((field, i) => [field, like[i]]))
  const values = contract.inputs.map((field) => toldBy(field, codes.get(field)) ?? exampleOf(field))
  return Object.fromEntries(nestInputs(contract, values))
}

const digits = 4
/** LightGBM splits zero from what is above it here; nobody sends it. */
const tiny = 1e-30

/** What an encoded number stands for, if it is one that a caller would send. */
function toldBy({ type, levels, range = {} }: Field, code: number | undefined): unknown {
  if (code === undefined || !Number.isFinite(code)) return undefined
  if (type === 'category') return levels?.[code]
  if (type === 'boolean') return code !== 0
  if (type !== 'number' && type !== 'integer') return undefined
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = range
  const value = type === 'integer' ? Math.round(code) : rounded(code)
  return value >= minimum && value <= maximum ? value + 0 : undefined
}

function rounded(code: number): number {
  return Math.abs(code) < tiny ? 0 : Number(code.toPrecision(digits))
}

function exampleOf({ type, levels, range = {} }: Field): unknown {
  switch (type) {
    case 'category':
      return levels?.[0] ?? null
    case 'boolean':
      return true
    case 'text':
      return 'text'
    case 'timestamp':
      return '2026-01-31T05:30:00Z'
    case 'integer':
      return Math.ceil(numberWithin(range))
    case 'number':
      return numberWithin(range)
  }
}

function numberWithin({ minimum, maximum }: NonNullable<Field['range']>): number {
  const atLeast = Math.max(0, minimum ?? 0)
  return maximum === undefined ? atLeast : Math.min(atLeast, maximum)
}
