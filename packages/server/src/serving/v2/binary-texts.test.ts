import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { createLabelBytes } from './binary-texts.ts'

const label = Int32Array.of(1, 0, 1, 2)

test('labels that are whole numbers are 64 bits each, whatever their sign and size', () => {
  const bytes = createLabelBytes(['-7', '9007199254740991', '0'], 'INT64').of(label, 3)
  const found = new BigInt64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)
  expect([...found]).toEqual([9007199254740991n, -7n, 9007199254740991n])
})

test('labels that are other numbers are doubles', () => {
  const bytes = createLabelBytes(['0.5', '-1e300', '3'], 'FP64').of(label, 4)
  const found = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)
  expect([...found]).toEqual([-1e300, 0.5, -1e300, 3])
})

test('labels of classes without names are their indices', () => {
  const bytes = createLabelBytes(undefined, 'INT64').of(label, 4)
  expect([...new BigInt64Array(bytes.buffer)]).toEqual([1n, 0n, 1n, 2n])
})

test('labels that are texts have their lengths in bytes before them', () => {
  const bytes = createLabelBytes(['1', '"é"', '""'], 'BYTES').of(label, 4)
  const expected = ['\x02\0\0\0é', '\x01\0\0\x001', '\x02\0\0\0é', '\0\0\0\0']
  expect(Buffer.from(bytes)).toEqual(Buffer.from(expected.join('')))
})
