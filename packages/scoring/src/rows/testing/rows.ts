import fc from 'fast-check'
import type { Contract, Field } from '../../contract/types.ts'

/** Rows that a contract mostly takes: values of the right type, some odd, some absent, some extra. */
export function rowOf(contract: Contract): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const members = Object.fromEntries(contract.inputs.map((field) => [field.name, valueFor(field)]))
  const lists = Object.entries(members).map(([name, value]) =>
    fc.option(value, { nil: undefined, freq: 8 }).map((one) => [name, one] as const),
  )
  const extra = fc.option(
    fc.tuple(fc.constantFrom('extra', 'Distance', 'Hour', '__proto__'), fc.constant(1)),
    { nil: ['', undefined] as const },
  )
  return fc
    .tuple(extra, ...lists)
    .map((entries) => Object.fromEntries(entries.filter(([, value]) => value !== undefined)))
}

function valueFor(field: Field): fc.Arbitrary<unknown> {
  const odd = fc.constantFrom(null, 'NaN', 'Infinity', '', 'text', true, 1.5, -7)
  return fc.oneof({ weight: 9, arbitrary: usualValueOf(field) }, { weight: 1, arbitrary: odd })
}

function usualValueOf(field: Field): fc.Arbitrary<unknown> {
  switch (field.type) {
    case 'number':
      return fc.oneof(fc.double({ noNaN: true, min: -9, max: 9 }), fc.integer({ min: 1, max: 2 }))
    case 'integer':
      return fc.integer({ min: -6, max: 10 })
    case 'boolean':
      return fc.boolean()
    case 'category':
      return fc.constantFrom(...(field.levels ?? []), 'ABQ', 'unseen', 0)
    case 'text':
      return fc.string()
    case 'timestamp':
      return fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => {
        return date.toISOString()
      })
  }
}
