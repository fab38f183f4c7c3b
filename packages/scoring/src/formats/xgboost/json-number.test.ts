import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JsonNumberReader } from './json-number.ts'

function read(text: string) {
  const reader = new JsonNumberReader(Buffer.from(`${text},`))
  return reader.read(0) ? { value: reader.value, end: reader.end } : undefined
}

test('floats read back from any of their texts', () => {
  const float = fc.float({ noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(float, fc.integer({ min: 8, max: 40 }), (x, digits) => {
      for (const text of [x.toExponential(digits), x.toExponential(8).toUpperCase()]) {
        expect(read(text)?.value, text).toBe(Math.fround(x))
      }
    }),
    { seed: 3 },
  )
})

test.each([
  // Between two floats: the middle itself goes to the even one, anything beside it to its side.
  ['1.00000005960464477539062500', 1],
  ['1.00000005960464477539062501', 1.0000001192092896],
  ['1.00000005960464477539062499', 1],
  ['1.00000017881393432617187500', 1.000000238418579],
  ['1.00000017881393432617187499', 1.0000001192092896],
  ['-1.00000005960464477539062501', -1.0000001192092896],
  ['7.006492321624085354618e-46', 0],
  ['7.006492321624085354619e-46', 1.401298464324817e-45],
  ['3.4028235677973366e38', Number.POSITIVE_INFINITY],
  ['16777217', 16777217],
  ['16777217.0', 16777216],
  ['-0E0', -0],
  ['NaN', Number.NaN],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['1E-45', 1.401298464324817e-45],
])('%s is read as %d', (text, value) => {
  expect(read(text)).toEqual({ value, end: text.length })
})

test.each(['', '-', '.', 'e5', '1e', '1e+', 'x', `1${'0'.repeat(500)}`, '1e9999999999'])(
  '%s is no number',
  (text) => {
    expect(read(text)).toBeUndefined()
  },
)
