import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findRepeatedKey } from './repeated-key.ts'

const cases: readonly (readonly [string, string | undefined])[] = [
  ['{"a":1,"a":2}', '/a'],
  ['{"a" :1,"a" : 2}', '/a'],
  ['{"a":1,"\\u0061":2}', '/a'],
  ['{"rows":[{"a":1},{"a":1,"b":2,"a":3}]}', '/rows/1/a'],
  ['{"a":{"b":{"c":1,"c":1}}}', '/a/b/c'],
  ['[[{}],[{"a/b~":1,"a/b~":1}]]', '/1/0/a~1b~0'],
  ['{"a":"b\\":","c":["a","a"],"d":{"a":1}}', undefined],
  ['{"time":"12:30","a\\"":{"time":1}, "b" : [{"a":1},{"a":2}]}', undefined],
  ['{"":1,"":1}', '/'],
  ['[]', undefined],
  ['1', undefined],
]

test.each(cases)('%s', (text, pointer) => {
  expect(findRepeatedKey(text, keysOf(JSON.parse(text)))).toBe(pointer)
  expect(findRepeatedKey(text, Number.NaN)).toBe(pointer)
})

test('no value as it is written has a repeated key, and one is found wherever it is put in', () => {
  const spaces = fc.constantFrom(undefined, 1, '\t')
  fc.assert(
    fc.property(fc.json(), spaces, fc.string(), (json, space, key) => {
      const value: unknown = JSON.parse(json)
      const text = JSON.stringify(value, undefined, space)
      expect(findRepeatedKey(text, keysOf(value))).toBeUndefined()
      const name = JSON.stringify(key)
      const twice = `{"first":${text},"then":[{${name}:${text},${name}:1}]}`
      expect(findRepeatedKey(twice, keysOf(JSON.parse(twice)))).toMatch(/^\/then\/0\//)
    }),
  )
})

function keysOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const own = Array.isArray(value) ? 0 : Object.keys(value).length
  return Object.values(value).reduce<number>((sum, one) => sum + keysOf(one), own)
}
