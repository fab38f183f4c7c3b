import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import { lostByProduct } from './double-double.ts'
import {
  addOneToExactSum,
  addPairsToExactSum,
  addToExactSum,
  EXACT_SUM_LENGTH,
  mergeExactSum,
  normalExactSum,
  totalOfExactSum,
} from './exact-sum.ts'

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e270, max: 1e270 })

function sumOf(values: readonly number[]): Float64Array {
  const sum = new Float64Array(EXACT_SUM_LENGTH)
  addToExactSum(sum, Float64Array.from(values), values.length)
  return sum
}

test('a sum is that of whole numbers in units of the smallest double', () => {
  fc.assert(
    fc.property(fc.array(finite, { maxLength: 40 }), (values) => {
      const exact = values.reduce((sum, value) => sum + inSmallestUnits(value), 0n)
      const { hi, lo } = totalOfExactSum(sumOf(values))
      const rest = exact - inSmallestUnits(hi) - inSmallestUnits(lo)
      const size = exact < 0n ? -exact : exact
      expect((rest < 0n ? -rest : rest) <= size >> 98n).toBe(true)
    }),
  )
})

test('numbers that cancel leave what was lost between them', () => {
  expect(totalOfExactSum(sumOf([1e200, 1, 1e-200, -1e200, -1])).hi).toBe(1e-200)
  expect(totalOfExactSum(sumOf([5e-324, 2 ** -1000, -(2 ** -1000), 5e-324])).hi).toBe(1e-323)
  expect(totalOfExactSum(sumOf([-3, 1, 1])).hi).toBe(-1)
  expect(totalOfExactSum(sumOf([])).hi).toBe(0)
})

test('any order, any cut and any way of adding leads to the same bits', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(finite, fc.nat(3)), { maxLength: 30 }),
      fc.nat(),
      (pairs, seed) => {
        const values = pairs.map(([value]) => value)
        const whole = normalExactSum(sumOf(values))
        const parts = [0, 1, 2, 3].map((part) =>
          sumOf(pairs.filter(([, at]) => at === part).map(([value]) => value)),
        )
        const merged = new Float64Array(EXACT_SUM_LENGTH)
        for (const part of createRandom(seed).shuffle(parts)) mergeExactSum(merged, part)
        expect(normalExactSum(merged)).toEqual(whole)
        const single = new Float64Array(EXACT_SUM_LENGTH)
        for (const value of values.toReversed()) addOneToExactSum(single, value)
        expect(normalExactSum(single)).toEqual(whole)
      },
    ),
  )
})

test('what is no number, or too large to be summed, makes the sum NaN for good', () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1e300, -1e300]) {
    const sum = sumOf([1, bad, -bad])
    expect(totalOfExactSum(sum).hi).toBeNaN()
    const merged = sumOf([1])
    mergeExactSum(merged, sum)
    expect(totalOfExactSum(merged).hi).toBeNaN()
    const single = sumOf([1])
    addOneToExactSum(single, bad)
    expect(totalOfExactSum(single).hi).toBeNaN()
  }
})

test('pairs add up with what rounding lost of their numbers, in any order', () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e120, max: 1e120 })
  fc.assert(
    fc.property(fc.array(value, { maxLength: 30 }), fc.nat(), (values, seed) => {
      const pairs = values
        .filter((x) => x === 0 || Math.abs(x) > 1e-100)
        .map((x) => [x * x, lostByProduct(x, x, x * x)] as const)
      const of = (given: typeof pairs) => {
        const sum = new Float64Array(EXACT_SUM_LENGTH)
        const [high, low] = [0, 1].map((k) => Float64Array.from(given, (pair) => pair[k] ?? 0))
        if (high && low) addPairsToExactSum(sum, high, low, given.length)
        return normalExactSum(sum)
      }
      const whole = of(pairs)
      expect(of(createRandom(seed).shuffle([...pairs]))).toEqual(whole)
      const exact = pairs.reduce((sum, [a, b]) => sum + inSmallestUnits(a) + inSmallestUnits(b), 0n)
      const rest = exact - inSmallestUnits(totalOfExactSum(whole).hi)
      const { lo } = totalOfExactSum(whole)
      const error = rest - inSmallestUnits(lo)
      expect((error < 0n ? -error : error) <= exact >> 96n).toBe(true)
    }),
  )
})

test('more values at once than a bin has room for are refused', () => {
  const sum = new Float64Array(EXACT_SUM_LENGTH)
  expect(() => addToExactSum(sum, Float64Array.of(1), 2 ** 27)).toThrow('134217728')
})

function inSmallestUnits(value: number): bigint {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, value)
  const all = bits.getBigUint64(0)
  const exponent = (all >> 52n) & 0x7ffn
  const fraction = all & 0xfffffffffffffn
  const size = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n)
  return value < 0 ? -size : size
}
