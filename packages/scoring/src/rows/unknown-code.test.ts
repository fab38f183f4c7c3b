import { expect, test } from 'vitest'
import { parseContract } from '../contract/contract-json.ts'
import type { Contract, Field } from '../contract/types.ts'
import { createRowDecoder } from '../verification/decode-row.ts'
import { createRowReader } from './row-reader.ts'

const color: Field = {
  name: 'color',
  role: 'feature',
  type: 'category',
  levels: ['red', 'green'],
  missing: 'accept',
  unknownLevel: 'accept',
  unknownCode: -1,
}

const contract = (field: Field): Contract => ({
  task: 'regression',
  inputs: [field],
  extra: 'ignore',
  outputs: [{ name: 'value', type: 'number', width: 1 }],
  numeric: { raw: 'bit-exact', linkUlp: 0 },
})

function codeOf(value: unknown, field = color): number {
  const encoded = new Float64Array(1)
  createRowReader(contract(field)).read({ color: value }, encoded, 0)
  return encoded[0] as number
}

test('a level that is not known reaches the model as its code, a missing one as NaN', () => {
  expect([codeOf('green'), codeOf('blue'), codeOf(null)]).toEqual([1, -1, Number.NaN])
  const { unknownCode: _, ...without } = color
  expect(codeOf('blue', without)).toBeNaN()
})

test('a row with an unknown level is written and read again as it was', () => {
  const decode = createRowDecoder(contract(color))
  expect(decode(Float64Array.of(-1))?.encoded).toEqual(Float64Array.of(-1))
  expect(decode(Float64Array.of(Number.NaN))?.encoded).toEqual(Float64Array.of(Number.NaN))
})

test('a code of unknown levels that are refused has no meaning, and is refused', () => {
  const json = JSON.parse(JSON.stringify(contract({ ...color, unknownLevel: 'refuse' })))
  expect(() => parseContract(json)).toThrow('a code of levels that are refused')
})
