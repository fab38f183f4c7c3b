import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseNames, quoteName } from './name-list.ts'

test.each([
  ['cat', ['cat']],
  ['cat, dog ,bird', ['cat', 'dog', 'bird']],
  ['"New York, NY",Boston', ['New York, NY', 'Boston']],
  [' "a ""b""" , " c "', ['a "b"', ' c ']],
  ['', ['']],
  ['"",a,', ['', 'a', '']],
  [' , \t a b ,\n', ['', 'a b', '']],
])('reads the names of %s', (text, names) => {
  expect(parseNames(text, '--classes')).toEqual(names)
})

test('reads the names that it was given, quoted', () => {
  const unit = fc.constantFrom('a', ',', '"', ' ', '\n')
  fc.assert(
    fc.property(fc.array(fc.string({ unit }), { minLength: 1 }), (names) => {
      expect(parseNames(names.map(quoteName).join(','), '--classes')).toEqual(names)
    }),
  )
  expect(['origin', 'a "b"', ' c'].map(quoteName)).toEqual(['origin', '"a ""b"""', '" c"'])
})

test.each(['a"b"', '"a" b,c', 'a,"b'])('refuses the quote in %s', (text) => {
  expect(() => parseNames(text, '--classes')).toThrow('--classes: found a quote within a name')
})

test('refuses a quote behind as many spaces as a request may bring without trying all ways to part them', () => {
  const spaces = ' '.repeat(15_000)
  expect(() => parseNames(`${spaces}"`, '--carry')).toThrow('a quote within a name')
  expect(() => parseNames(`"a"${spaces}"`, '--carry')).toThrow('a quote within a name')
  expect(parseNames(`${spaces}"a"${spaces},${spaces}b${spaces}`, '--carry')).toEqual(['a', 'b'])
})
