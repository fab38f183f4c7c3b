import fc from 'fast-check'
import { expect, test } from 'vitest'
import { elementName, nestElements } from '../contract/tensor-inputs.ts'
import type { Contract, Field } from '../contract/types.ts'
import { createRowReader } from './row-reader.ts'

const shape = [2, 1, 3]
const image = { name: 'an/image', shape }

function aContract(change: Partial<Field> = {}, more: readonly Field[] = []): Contract {
  const elements = Array.from(
    { length: 6 },
    (_, i): Field => ({
      ...{ name: elementName(image, i), role: 'feature', type: 'number', missing: 'refuse' },
      ...change,
    }),
  )
  return {
    task: 'regression',
    inputs: [...more, ...elements],
    tensors: [image],
    extra: 'ignore',
    outputs: [{ name: 'value', type: 'number', width: 1 }],
    numeric: { raw: 'bit-exact', linkUlp: 0 },
  }
}

const flag: Field = { name: 'flag', role: 'feature', type: 'boolean', missing: 'accept' }
const unit: Field = { name: 'unit', role: 'unit', type: 'text', missing: 'accept' }

function readOf(contract: Contract, record: unknown) {
  const reader = createRowReader(contract)
  const into = new Float64Array(reader.featureCount + 2)
  const fault = reader.read(record, into, 2)
  return { fault, row: [...into.subarray(2)], reader }
}

test('a tensor as arrays is what its elements are one by one, whatever stands beside', () => {
  const values = fc.array(fc.double({ noNaN: true }), { minLength: 6, maxLength: 6 })
  fc.assert(
    fc.property(values, fc.constantFrom([], [flag], [unit, flag]), (elements, more) => {
      const contract = aContract({}, more)
      const beside = more.length === 0 ? {} : { flag: true }
      const arrays = { ...beside, [image.name]: nestElements(elements, shape) }
      const single = Object.fromEntries(elements.map((one, i) => [elementName(image, i), one]))
      const [nested, flat] = [arrays, { ...beside, ...single }].map((one) => readOf(contract, one))
      expect(nested?.fault).toBeUndefined()
      expect(nested?.row).toEqual(flat?.row)
      expect(nested?.reader.counts).toEqual(flat?.reader.counts)
    }),
    { numRuns: 50 },
  )
})

const whole = [[[1, 2, 3]], [[4, 5, 6]]]
const faults: readonly (readonly [string, unknown, object])[] = [
  ['no tensor', {}, { code: 'row-field-missing', pointer: '/an~1image' }],
  ['a number', { 'an/image': 1 }, { pointer: '/an~1image', expected: 'an array of 2' }],
  [
    'too short an array',
    { 'an/image': [[[1, 2, 3]], [[4, 5]]] },
    { pointer: '/an~1image/1/0', found: 'an array of 2', expected: 'an array of 3' },
  ],
  ['too deep', { 'an/image': [[[1, 2, 3]], [[4, [5], 6]]] }, { pointer: '/an~1image/1/0/1' }],
  [
    'text in an array',
    { 'an/image': [[[1, 2, 3]], [[4, 'x', 6]]] },
    { code: 'row-type', pointer: '/an~1image/1/0/1' },
  ],
  [
    'nothing in an array',
    { 'an/image': [[[1, null, 3]], [[4, 5, 6]]] },
    { code: 'row-field-missing', pointer: '/an~1image/0/0/1' },
  ],
  [
    'the same twice',
    { 'an/image': whole, 'an/image[3]': 1 },
    { code: 'row-field-unknown', pointer: '/an~1image[3]' },
  ],
]

test.each(faults)(
  '%s is refused by its place, with other fields beside or without',
  (_, row, want) => {
    expect(readOf(aContract(), row).fault).toMatchObject(want)
    const beside = { ...(row as object), flag: true }
    expect(readOf(aContract({}, [flag]), beside).fault).toMatchObject(want)
  },
)

test('missing numbers of a tensor are counted, and ranges hold', () => {
  const record = { 'an/image': [[[1, null, 3]], [[4, 'NaN', 6]]] }
  const { row, reader, fault } = readOf(aContract({ missing: 'accept' }), record)
  expect(fault).toBeUndefined()
  expect(row).toEqual([1, Number.NaN, 3, 4, Number.NaN, 6])
  expect(reader.counts).toMatchObject({ rows: 1, missing: 2 })
  expect([...reader.missingByFeature]).toEqual([0, 1, 0, 0, 1, 0])
  for (const type of ['integer', 'number'] as const) {
    const bounded = aContract({ type, range: { minimum: 0, maximum: 5 } })
    const beyond = readOf(bounded, { 'an/image': whole }).fault
    expect(beyond).toMatchObject({ code: 'row-range', pointer: '/an~1image/1/0/2' })
  }
})

test('what is no object is refused as everywhere', () => {
  for (const record of [null, 5, 'x', [1]]) {
    expect(readOf(aContract(), record).fault).toMatchObject({ code: 'row-not-object' })
  }
})
