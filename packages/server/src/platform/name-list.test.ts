import { expect, test } from 'vitest'
import { parseNames } from './name-list.ts'

test.each([
  ['cat', ['cat']],
  ['cat, dog ,bird', ['cat', 'dog', 'bird']],
  ['"New York, NY",Boston', ['New York, NY', 'Boston']],
  [' "a ""b""" , " c "', ['a "b"', ' c ']],
  ['', ['']],
  ['"",a,', ['', 'a', '']],
])('reads the names of %s', (text, names) => {
  expect(parseNames(text, '--classes')).toEqual(names)
})

test.each(['a"b"', '"a" b,c', 'a,"b'])('refuses the quote in %s', (text) => {
  expect(() => parseNames(text, '--classes')).toThrow('--classes: found a quote within a name')
})
