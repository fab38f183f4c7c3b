import { getHeapSpaceStatistics } from 'node:v8'
import { expect, test } from 'vitest'
import { collectYoung } from './collector.ts'
import { RenewedMap, RenewedSet } from './renewed.ts'

test('holds what a Map and a Set hold, whatever comes and goes', () => {
  const [map, set] = [new RenewedMap<number, string>(), new RenewedSet<number>()]
  const expected = new Map<number, string>()
  for (let step = 0; step < 500; step++) {
    const key = (step * 7919) % 13
    const isThere = expected.delete(key)
    expect([map.delete(key), set.delete(key)]).toEqual([isThere, isThere])
    if (step % 3 > 0) {
      expected.set(key, `at ${step}`)
      map.set(key, `at ${step}`)
      set.add(key)
    }
    expect([...map]).toEqual([...expected])
    expect([...map.values()]).toEqual([...expected.values()])
    expect([...set]).toEqual([...expected.keys()])
    expect([map.size, set.size, map.get(key)]).toEqual([
      expected.size,
      expected.size,
      expected.get(key),
    ])
  }
  map.clear()
  expect([map.size, map.get(0)]).toEqual([0, undefined])
})

test('lets go of what has passed through it while that is young', () => {
  const map = new RenewedMap<number, unknown>()
  const pass = (from: number) => {
    for (let i = from; i < from + 200; i++) {
      map.set(i, { data: new Array(250).fill(i) })
      map.delete(i - 3)
    }
    collectYoung()
  }
  pass(0)
  collectYoung() // what lives through two of these is old
  const before = oldBytes()
  for (let round = 1; round < 10; round++) pass(round * 200)
  // Through a Map, two million bytes would have grown old with its tables.
  expect(oldBytes() - before).toBeLessThan(500_000)
})

function oldBytes(): number {
  const old = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')
  return old?.space_used_size ?? Number.NaN
}
