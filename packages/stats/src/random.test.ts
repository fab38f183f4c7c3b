import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom, splitmix64, xoshiro128 } from './random.ts'

test('splitmix64 gives the published sequence', () => {
  const next = splitmix64(1234567n)
  expect([next(), next(), next(), next(), next()]).toEqual([
    6457827717110365317n,
    3203168211198807973n,
    9817491932198370423n,
    4593380528125082431n,
    16408922859458223821n,
  ])
})

test('xoshiro128** gives the published sequence', () => {
  const next = xoshiro128([1, 2, 3, 4])
  const expected = [
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597,
    4258142804,
  ]
  expect(expected.map(() => next())).toEqual(expected)
})

test('a seed gives the sequence of the reference implementation', () => {
  const first = (seed: number) => {
    const random = createRandom(seed)
    return Array.from({ length: 5 }, () => random.nextUint32())
  }
  expect(first(0)).toEqual([3737715805, 2584255861, 2876756834, 3286328325, 1553311962])
  expect(first(42)).toEqual([1776835114, 4165204688, 17111135, 2317295270, 2792088233])
  expect(first(Number.MAX_SAFE_INTEGER)).toEqual([
    1233166643, 1287031142, 661813442, 2960669951, 2601079046,
  ])
})

test('a seed that is not a whole number in range is refused with its value', () => {
  for (const seed of [-1, 0.5, Number.NaN, 1e300]) {
    expect(() => createRandom(seed)).toThrow(String(seed))
  }
  expect(() => createRandom(1).nextBelow(0)).toThrow('0')
})

test('floats lie in [0, 1) on a grid of 2^-53', () => {
  const random = createRandom(1)
  for (let i = 0; i < 1000; i++) {
    const x = random.nextFloat()
    expect(x >= 0 && x < 1 && Number.isInteger(x * 9007199254740992)).toBe(true)
  }
})

test('every whole number below the limit is about equally frequent', () => {
  const random = createRandom(2)
  const counts = new Array<number>(7).fill(0)
  for (let i = 0; i < 70_000; i++) {
    const k = random.nextBelow(7)
    counts[k] = (counts[k] ?? 0) + 1
  }
  const chiSquare = counts.reduce(
    (sum, count) => sum + ((count - 10_000) * (count - 10_000)) / 10_000,
    0,
  )
  expect(counts.length).toBe(7)
  expect(chiSquare).toBeLessThan(22.46) // the 99.9 % quantile with 6 degrees of freedom
})

test('a limit that does not divide the range favours no remainder', () => {
  const random = createRandom(6)
  const limit = 3221225472 // 3 * 2^30: a bare remainder would hit the lowest third half the time
  let lowest = 0
  for (let i = 0; i < 9000; i++) lowest += random.nextBelow(limit) < 1073741824 ? 1 : 0
  expect(Math.abs(lowest - 3000)).toBeLessThan(150) // 3.3 standard deviations
})

test('limits above 2^32 are filled to their end', () => {
  const random = createRandom(3)
  const draws = Array.from({ length: 100 }, () => random.nextBelow(9007199254740992))
  expect(draws.every((x) => Number.isSafeInteger(x))).toBe(true)
  expect(Math.max(...draws)).toBeGreaterThan(4503599627370496)
})

test('normal draws have the moments of the normal distribution', () => {
  const random = createRandom(4)
  const n = 100_000
  let sum = 0
  let squares = 0
  let fourths = 0
  for (let i = 0; i < n; i++) {
    const x = random.nextNormal()
    sum += x
    squares += x * x
    fourths += x * x * x * x
  }
  expect(Math.abs(sum / n)).toBeLessThan(0.0105)
  expect(Math.abs(squares / n - 1)).toBeLessThan(0.0149)
  expect(Math.abs(fourths / n - 3)).toBeLessThan(0.105)
})

test('shuffle keeps the items and is determined by the seed', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.nat(), (items, seed) => {
      const once = createRandom(seed).shuffle([...items])
      expect([...once].sort()).toEqual([...items].sort())
      expect(createRandom(seed).shuffle([...items])).toEqual(once)
    }),
  )
})
