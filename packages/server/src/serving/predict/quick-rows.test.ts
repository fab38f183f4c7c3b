import { Buffer } from 'node:buffer'
import { JsonRow } from '@ratchet-ml/scoring'
import { expect, test } from 'vitest'
import { QuickRows } from './quick-rows.ts'

function learnt(): QuickRows {
  const rows = new JsonRow(['x', 'y'])
  rows.learn({ x: 0, y: 0 })
  return new QuickRows(rows)
}

const countOf = (text: string, most = 10) => learnt().read(Buffer.from(text), most)

test('reads as many rows as there are, with space wherever JSON has it', () => {
  const quick = learnt()
  const { rows } = quick
  const text = ' { "rows" : [ {"x":1,"y":2} , {"x":3,"y":null},\n{"x":5,"y":6}\t] } '
  expect(quick.read(Buffer.from(text), 10)).toBe(3)
  expect([0, 1, 2].map((row) => [rows.valueAt('x', row), rows.valueAt('y', row)])).toEqual([
    [1, 2],
    [3, null],
    [5, 6],
  ])
})

test.each([
  ['a row unlike the one before', '{"rows":[{"x":1,"y":2},{"y":2,"x":1}]}'],
  ['no row', '{"rows":[]}'],
  ['a comma before the end', '{"rows":[{"x":1,"y":2},]}'],
  ['no comma between rows', '{"rows":[{"x":1,"y":2}{"x":1,"y":2}]}'],
  ['another key', '{"rows":[{"x":1,"y":2}],"raw":true}'],
  ['something behind the end', '{"rows":[{"x":1,"y":2}]}]'],
  ['no end', '{"rows":[{"x":1,"y":2},{"x":1,"y":2}]'],
])('leaves a body with %s to others', (_, text) => {
  expect(countOf(text)).toBe(0)
})

test('leaves more rows than it may take to others', () => {
  const text = '{"rows":[{"x":1,"y":2},{"x":3,"y":4}]}'
  expect([countOf(text, 2), countOf(text, 1)]).toEqual([2, 0])
})

test('does not try for a while after rows that were unlike each other, one row apart', () => {
  const quick = learnt()
  const read = (text: string) => quick.read(Buffer.from(text), 10)
  const [one, two] = ['{"rows":[{"x":1,"y":2}]}', '{"rows":[{"x":1,"y":2},{"x":3,"y":4}]}']
  expect(read('{"rows":[{"x":1,"y":2},{"x":3}]}')).toBe(0)
  expect(read(one)).toBe(1)
  const tried = Array.from({ length: 16 }, () => read(two))
  expect(tried).toEqual([...Array.from({ length: 15 }, () => 0), 2])
})
