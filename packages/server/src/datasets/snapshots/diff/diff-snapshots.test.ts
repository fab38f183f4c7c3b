import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aFolder } from '../../testing/write-parquet.ts'
import { aSnapshotWorld } from '../testing/snapshot-world.ts'
import { diffSnapshots } from './diff-snapshots.ts'
import { compareSorted } from './hash-list.ts'
import { stabilityIndex } from './stability-index.ts'

async function diffOf(before: Record<string, string>, after: Record<string, string>) {
  const world = await aSnapshotWorld()
  for (const files of [before, after]) {
    const folder = await aFolder()
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    await world.create([folder])
  }
  const [a, b] = [await world.snapshots.get('rows', '1'), await world.snapshots.get('rows', '2')]
  return await diffSnapshots(a, b, {
    blobs: world.blobs,
    signal: new AbortController().signal,
  })
}

test('rows are added and removed as often as they are there more often', async () => {
  const before = { 'a.csv': 'x,t\n1,a\n1,a\n2,b\n', 'b.csv': 'x,t\n9,z\n' }
  const after = { 'a.csv': 'x,t\n2,b\n1,a\n3,c\n4,d\n', 'b.csv': 'x,t\n9,z\n' }
  const { rows, parts, columns } = await diffOf(before, after)
  expect(rows).toEqual({ before: 4, after: 5, added: 2, removed: 1 })
  expect(parts).toEqual({ shared: 1, added: 1, removed: 1 })
  expect(columns.map(({ column }) => column)).toEqual(['t', 'x'])
  expect(columns[1]).toMatchObject({ before: { mean: 3.25 }, after: { mean: 3.8 } })
  expect(columns[0]?.before.levels).toEqual([
    ['a', 0.5],
    ['b', 0.25],
    ['z', 0.25],
  ])
})

test('columns that are new, gone or of another kind are named, and rows compared over the others', async () => {
  const before = { 'a.csv': 'x,y,k\n1,a,5\n2,b,6\n' }
  const after = { 'a.csv': 'x,z,k\n1,a,five\n2,b,six\n' }
  const { schema, rows } = await diffOf(before, after)
  expect(schema).toEqual({
    added: [{ name: 'z', kind: 'text' }],
    removed: [{ name: 'y', kind: 'text' }],
    changed: [{ column: 'k', before: 'number', after: 'text' }],
  })
  expect(rows).toEqual({ before: 2, after: 2, added: 0, removed: 0 })
})

test('the missing share and the distance of a column that moved are told', async () => {
  const values = (shift: number) =>
    Array.from({ length: 1000 }, (_, i) => (i % 10 === 0 ? '' : String((i % 97) + shift)))
  const file = (shift: number) => ({
    'a.csv': `v,w\n${values(shift)
      .map((v) => `${v},1`)
      .join('\n')}\n`,
  })
  const { columns } = await diffOf(file(0), file(60))
  const [v, w] = columns
  expect(v?.before.missingShare).toBe(0.1)
  expect(v?.stabilityIndex).toBeGreaterThan(1)
  expect(w?.stabilityIndex).toBe(0)
})

test('two multisets are compared like sorted lists, whatever they hold', () => {
  const multiset = fc.array(fc.bigInt({ min: 0n, max: 6n }), { maxLength: 30 })
  const count = (list: readonly bigint[], value: bigint) =>
    list.filter((one) => one === value).length
  fc.assert(
    fc.property(multiset, multiset, (a, b) => {
      const more = (one: readonly bigint[], other: readonly bigint[]) =>
        [0n, 1n, 2n, 3n, 4n, 5n, 6n].reduce(
          (sum, value) => sum + Math.max(0, count(one, value) - count(other, value)),
          0,
        )
      const sorted = (list: readonly bigint[]) => BigUint64Array.from(list).sort()
      expect(compareSorted(sorted(a), sorted(b))).toEqual({
        added: more(b, a),
        removed: more(a, b),
      })
    }),
  )
})

test('the index is zero for equal shares, positive otherwise, and absent without rows', () => {
  const counts = (...values: number[]) => Float64Array.from(values)
  expect(stabilityIndex(counts(5, 5), counts(5, 5))).toBe(0)
  expect(stabilityIndex(counts(9, 1), counts(1, 9))).toBeGreaterThan(1)
  expect(stabilityIndex(counts(0, 0), counts(1, 9))).toBeUndefined()
})
