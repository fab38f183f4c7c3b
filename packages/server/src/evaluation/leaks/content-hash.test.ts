import { createRandom } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import type { Column, ColumnBatch } from '../../datasets/types.ts'
import { ContentHasher } from './content-hash.ts'

const columns = [
  { name: 'a', kind: 'number' as const },
  { name: 'b', kind: 'number' as const },
  { name: 'c', kind: 'boolean' as const },
]

function batchOf(rows: readonly (readonly [number, number, number])[]): ColumnBatch {
  const numbers = (at: number): Column => ({
    kind: 'number',
    values: Float64Array.from(rows, (row) => row[at] ?? 0),
  })
  const c: Column = { kind: 'boolean', values: Uint8Array.from(rows, ([, , value]) => value) }
  return {
    count: rows.length,
    columns: new Map([
      ['a', numbers(0)],
      ['b', numbers(1)],
      ['c', c],
    ]),
  }
}

function keysOf(rows: readonly (readonly [number, number, number])[]): readonly string[] {
  const { first, second } = new ContentHasher(columns).hash(batchOf(rows))
  return rows.map((_, row) => `${first[row]} ${second[row]}`)
}

test('equal rows have equal hashes, whatever stands for 0 and for a missing value', () => {
  const odd = new Float64Array(Uint32Array.of(7, 0xfff80001).buffer)[0] ?? 0
  const [one, same, missing, alsoMissing] = keysOf([
    [0, 2, 1],
    [-0, 2, 1],
    [Number.NaN, 2, 1],
    [odd, 2, 1],
  ])
  expect(same).toBe(one)
  expect(alsoMissing).toBe(missing)
  expect(missing).not.toBe(one)
})

test('of a hundred thousand rows of short numbers no two that differ have one hash', () => {
  const random = createRandom(2)
  const rows = Array.from(
    { length: 100_000 },
    () => [random.nextBelow(4000) / 4, random.nextBelow(4000), random.nextBelow(2)] as const,
  )
  const distinct = new Set(rows.map((row) => row.join(' ')))
  expect(new Set(keysOf(rows)).size).toBe(distinct.size)
})

test('each half alone is as even as chance: tables look at parts of it', () => {
  const rows = Array.from({ length: 65_536 }, (_, i) => [i, 1, 0] as const)
  const { first, second } = new ContentHasher(columns).hash(batchOf(rows))
  for (const half of [first, second]) {
    for (const shift of [0, 15, 24]) {
      const counts = new Uint32Array(256)
      for (const value of half) {
        const place = (value >>> shift) & 255
        counts[place] = (counts[place] ?? 0) + 1
      }
      const chiSquared = counts.reduce((sum, count) => sum + (count - 256) ** 2 / 256, 0)
      // 255 degrees of freedom: 1 in a million is above 375.
      expect(chiSquared).toBeLessThan(375)
    }
  }
})
