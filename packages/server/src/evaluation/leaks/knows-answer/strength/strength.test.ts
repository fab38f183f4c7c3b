import { createRandom, findMetric } from '@ratchet-ml/stats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aucOfGroups, lowerAuc } from './auc.ts'
import { binsOfNumbers } from './bins.ts'
import { determinesClass, determinesNumber } from './determined.ts'
import { strengthOf, targetOf } from './feature-strength.ts'
import { rankValues } from './rank-values.ts'

test('ranks are places among the distinct values', () => {
  const { ranks, distinct } = rankValues(Float64Array.of(3, Number.NaN, -0, 0, 3, -7))
  expect([...ranks]).toEqual([2, -1, 1, 1, 2, 0])
  expect(distinct).toBe(3)
})

test('bins never part equal values, and the last one is of missing ones', () => {
  const value = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(Number.NaN))
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), fc.integer({ min: 2, max: 6 }), (list, most) => {
      const values = Float64Array.from(list)
      const bins = binsOfNumbers(rankValues(values), most)
      expect(bins.count).toBeLessThanOrEqual(most + 1)
      for (const [row, one] of values.entries()) {
        const bin = bins.of[row] ?? -1
        expect(bin === bins.count - 1).toBe(Number.isNaN(one))
        for (const [other, two] of values.entries()) {
          if (one === two) expect(bins.of[other]).toBe(bin)
          if (one < two) expect(bins.of[other]).toBeGreaterThanOrEqual(bin)
        }
      }
    }),
  )
})

test('the area of groups is that of the metric, ties included', () => {
  const random = createRandom(4)
  const scores = Float64Array.from({ length: 200 }, () => random.nextBelow(12) / 12)
  const labels = scores.map((score) => Number(random.nextFloat() < score))
  const metric = findMetric('auc')?.create()
  metric?.add({ labels, predictions: scores })
  const found = metric?.result(0.95)
  const area = aucOfGroups({ scores, counts: scores.map(() => 1), sums: labels })
  expect(area.value).toBeCloseTo(found?.kind === 'value' ? found.value : Number.NaN, 12)
})

test('the bound of an area is as Hanley and McNeil have it', () => {
  // Their example: area 0.893 of 51 abnormal and 58 normal images, standard error 0.032.
  const area = { value: 0.893, positives: 51, negatives: 58 }
  expect(Math.abs(0.893 - lowerAuc(area, 1) - 0.032)).toBeLessThan(0.001)
  expect(lowerAuc({ value: 1, positives: 50, negatives: 50 }, 3)).toBeLessThan(1)
})

test('levels that are seen once tell nothing, however many there are', () => {
  const random = createRandom(5)
  const labels = Float64Array.from({ length: 2000 }, () => random.nextBelow(2))
  const folds = Uint8Array.from(labels, (_, row) => row % 5)
  const target = targetOf({ labels, classes: 2, folds, foldCount: 5 })
  if (typeof target === 'string') throw new Error(target)
  const own = strengthOf(Float64Array.from(labels.keys()), true, target, 3)
  expect(own.value).toBeLessThan(0.55)
  expect(own.isDetermined).toBe(false)
})

test('a class follows from levels or ranges that many rows bear out, not from single values', () => {
  const random = createRandom(6)
  const classes = Float64Array.from({ length: 1000 }, () => random.nextBelow(2))
  const unique = rankValues(Float64Array.from({ length: 1000 }, () => random.nextFloat()))
  expect(determinesClass(unique, false, classes, 2)).toBe(false)
  expect(determinesClass(unique, true, classes, 2)).toBe(false)
  const told = rankValues(classes.map((label) => label + random.nextFloat()))
  expect(determinesClass(told, false, classes, 2)).toBe(true)
  const oneSided = rankValues(classes.map((label) => label * random.nextBelow(2)))
  expect(determinesClass(oneSided, false, classes, 2)).toBe(false)
})

test('a number follows from what never turns back, and coarse forms follow from it', () => {
  const random = createRandom(7)
  const label = Float64Array.from({ length: 1000 }, () => random.nextNormal())
  const labels = rankValues(label)
  const is = (values: Float64Array, isCategory = false) =>
    determinesNumber(rankValues(values), isCategory, labels)
  expect(is(label.map((value) => -3 * value))).toBe(true)
  expect(is(label.map((value) => Number(value > 1)))).toBe(true)
  expect(
    is(
      label.map((value) => [5, 1, 9, 4][Math.min(3, Math.floor(value + 2))] ?? 8),
      true,
    ),
  ).toBe(true)
  expect(is(label.map((value) => value + random.nextNormal() / 50))).toBe(false)
  expect(is(label.map((value) => (value > 0 ? random.nextBelow(2) : 0)))).toBe(false)
  expect(is(label.map(() => random.nextFloat()))).toBe(false)
})

test('labels that are nearly all one value are not followed by chance', () => {
  const random = createRandom(8)
  const label = Float64Array.from({ length: 30_000 }, (_, row) => (row % 1000 === 0 ? row : 0))
  const values = rankValues(label.map(() => random.nextFloat()))
  expect(determinesNumber(values, false, rankValues(label))).toBe(false)
})
