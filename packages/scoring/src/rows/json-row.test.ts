import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JsonRow, notQuick } from './json-row.ts'

const names = ['f0', 'distance', 'a b', 'ok']
const bytesOf = (text: string) => new TextEncoder().encode(text)

/** A reader that has learnt the order of the names. */
function learnt(): JsonRow {
  const row = new JsonRow(names)
  row.learn(Object.fromEntries(names.map((name) => [name, 0])))
  return row
}

/** What a reader has read, by name. */
function valuesOf(row: JsonRow): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, row.valueAt(name)]))
}

const space = fc.constantFrom('', '', ' ', '\n', '\t\r ')
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.integer().map(String),
  fc.constantFrom('-0', '0.0', '-0.000', '1e400', '5e-324', '9007199254740993', '1E+2', '3.7e-08'),
  fc.constantFrom('0.1000000000000000055511151231257827', '123456789012345.678', '4.35', '1e-7'),
)
const value = fc.oneof(
  { weight: 4, arbitrary: number },
  fc.constantFrom('null', 'true', 'false', '""', '"JFK"', '"NaN"', '"a, b: c}"'),
)
const rowText = fc
  .tuple(
    fc.array(value, { minLength: 4, maxLength: 4 }),
    fc.array(space, { minLength: 20, maxLength: 20 }),
  )
  .map(([values, spaces]) => {
    const gap = (i: number) => spaces[i] ?? ''
    const members = names.map(
      (name, i) =>
        `${gap(4 * i)}"${name}"${gap(4 * i + 1)}:${gap(4 * i + 2)}${values[i]}${gap(4 * i + 3)}`,
    )
    return `{${members.join(',')}}`
  })

test('reads what JSON.parse reads, bit by bit, and finds the end', () => {
  fc.assert(
    fc.property(rowText, fc.constantFrom('', ']}', '  '), (text, rest) => {
      const row = learnt()
      expect(row.read(bytesOf(text + rest), 0)).toBe(text.length)
      expect(valuesOf(row)).toEqual(JSON.parse(text))
    }),
    { numRuns: 2000 },
  )
})

test('takes nothing that is no JSON, and no other value, whatever is done to a row', () => {
  fc.assert(
    fc.property(
      rowText,
      fc.nat(),
      fc.nat(255),
      fc.constantFrom(0, 1, 2),
      (text, place, byte, cut) => {
        const bytes = bytesOf(text)
        const at = place % bytes.length
        const changed =
          cut === 2
            ? Uint8Array.from([...bytes.subarray(0, at), byte, ...bytes.subarray(at)])
            : Uint8Array.from([
                ...bytes.subarray(0, at),
                ...(cut ? [] : [byte]),
                ...bytes.subarray(at + 1),
              ])
        const row = learnt()
        const end = row.read(changed, 0)
        if (end === notQuick) return
        const taken = new TextDecoder('utf-8', { fatal: true }).decode(changed.subarray(0, end))
        expect(valuesOf(row)).toEqual(JSON.parse(taken))
      },
    ),
    { numRuns: 5000 },
  )
})

test.each([
  ['another order', '{"distance":1,"f0":1,"a b":1,"ok":1}'],
  ['a name that stands twice', '{"f0":1,"f0":1,"a b":1,"ok":1}'],
  ['one name too few', '{"f0":1,"distance":1,"a b":1}'],
  ['one name too many', '{"f0":1,"distance":1,"a b":1,"ok":1,"z":1}'],
  ['an escaped text', '{"f0":"\\u0041","distance":1,"a b":1,"ok":1}'],
  ['a text beyond ASCII', '{"f0":"é","distance":1,"a b":1,"ok":1}'],
  ['a list', '{"f0":[1],"distance":1,"a b":1,"ok":1}'],
])('leaves %s to JSON.parse', (_, text) => {
  expect(learnt().read(bytesOf(text), 0)).toBe(notQuick)
})

test('learns another order from a row, and none from a row with other names', () => {
  const row = learnt()
  row.learn({ f0: 1, distance: 1, 'a b': 1, other: 1 })
  expect(row.read(bytesOf('{"f0":1,"distance":2,"a b":3,"ok":4}'), 0)).toBeGreaterThan(0)
  row.learn(JSON.parse('{"ok":1,"a b":2,"distance":3,"f0":4}'))
  expect(row.read(bytesOf('{"ok":1,"a b":2,"distance":3,"f0":4}'), 0)).toBeGreaterThan(0)
  expect(valuesOf(row)).toEqual({ ok: 1, 'a b': 2, distance: 3, f0: 4 })
})

test('takes nothing before it has learnt an order', () => {
  expect(new JsonRow(names).read(bytesOf('{"f0":1}'), 0)).toBe(notQuick)
})

test('reads row after row, each into slots of its own', () => {
  fc.assert(
    fc.property(fc.array(rowText, { minLength: 1, maxLength: 9 }), (texts) => {
      const rows = learnt()
      for (const [i, text] of texts.entries()) {
        expect(rows.read(bytesOf(text), 0, i)).toBe(text.length)
      }
      const found = texts.map((_, i) =>
        Object.fromEntries(names.map((name) => [name, rows.valueAt(name, i)])),
      )
      expect(found).toEqual(texts.map((text) => JSON.parse(text)))
    }),
    { numRuns: 300 },
  )
})
