import { createRandom } from '@ratchet-ml/stats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KeyTable } from './key-table.ts'

function countsOf(table: KeyTable): readonly string[] {
  const found: string[] = []
  table.forEach((counts) => {
    found.push(counts.join(' '))
  })
  return found.sort()
}

test('counts each key by code as a map does', () => {
  const entry = fc.tuple(fc.nat(40), fc.nat(4))
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 300 }), fc.nat(1000), (entries, seed) => {
      const random = createRandom(seed)
      const keys = Array.from({ length: 41 }, () => [random.nextUint32(), random.nextUint32()])
      const table = new KeyTable(5)
      const known = new Map<number, number[]>()
      for (const [key, code] of entries) {
        const [first = 0, second = 0] = keys[key] ?? []
        table.add(first, second, code)
        const counts = known.get(key) ?? [0, 0, 0, 0, 0]
        counts[code] = (counts[code] ?? 0) + 1
        known.set(key, counts)
      }
      expect(countsOf(table)).toEqual([...known.values()].map((one) => one.join(' ')).sort())
    }),
  )
})

test('when it is full it keeps a share of the keys, and all rows of these', () => {
  const random = createRandom(1)
  const keys = Array.from({ length: 50_000 }, () => [random.nextUint32(), random.nextUint32()])
  const table = new KeyTable(2, 1 << 13)
  for (const code of [0, 1, 1]) {
    for (const [first = 0, second = 0] of keys) table.add(first, second, code)
  }
  let kept = 0
  table.forEach((counts) => {
    expect([...counts]).toEqual([1, 2])
    kept += 1
  })
  expect(table.oneIn).toBeGreaterThan(4)
  expect(Math.abs((kept * table.oneIn) / keys.length - 1)).toBeLessThan(0.1)
})

test('rows that are all equal do not fill it', () => {
  const table = new KeyTable(1, 1 << 12)
  for (let row = 0; row < 100_000; row++) table.add(7, 4_000_000_000, 0)
  expect(table.oneIn).toBe(1)
  expect(countsOf(table)).toEqual(['100000'])
})
