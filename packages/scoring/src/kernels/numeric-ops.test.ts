import { expect, test } from 'vitest'
import { aModelOf } from '../ir/testing/one-step.ts'
import { marginsOf } from './testing/answers-of.ts'

type Step = Parameters<typeof aModelOf>[1]
type Arrays = Parameters<typeof aModelOf>[2]

const ends = { in: 'row', out: 'margins' } as const
const f64 = (...numbers: readonly number[]) => Float64Array.from(numbers)
const i32 = (...numbers: readonly number[]) => Int32Array.from(numbers)

/** What both engines answer to rows. */
function answers(width: number, step: Step, arrays: Arrays, rows: readonly number[]) {
  const model = aModelOf(width, step, arrays)
  const found = marginsOf(model, f64(...rows), { engine: 'kernels' })
  expect(marginsOf(model, f64(...rows), { engine: 'reference' })).toEqual(found)
  return found
}

test('multiplyAdd rounds the product before the term is added', () => {
  const step: Step = { op: 'multiplyAdd@1', ...ends, columns: [1, 0], factors: 'f', terms: 't' }
  const arrays = { f: f64(0.1, 2), t: f64(0.2, -1) }
  expect(answers(2, step, arrays, [4, 3])).toEqual([0.1 * 3 + 0.2, 7])
})

test('clip holds numbers within bounds, and leaves NaN', () => {
  const step: Step = { op: 'clip@1', ...ends, columns: [0], lower: 'l', upper: 'u' }
  const arrays = { l: f64(-1), u: f64(2) }
  expect(answers(1, step, arrays, [-3, 1.5, 9, NaN])).toEqual([-1, 1.5, 2, NaN])
})

test.each([
  ['rint', [0.5, 1.5, -0.5, 2.4], [0, 2, -0, 2]],
  ['sign', [-2, -0, 3, NaN], [-1, 0, 1, NaN]],
  ['isMissing', [NaN, 0], [1, 0]],
  ['relu', [-1, 2, NaN], [0, 2, NaN]],
  ['reciprocal', [4, 0], [0.25, Infinity]],
  ['exp2', [3, -1], [8, 0.5]],
  ['normalCdf', [0], [0.5]],
  ['normalQuantile', [0, 0.5, 1], [-Infinity, 0, Infinity]],
  ['logistic', [0], [0.5]],
  ['probitFloat', [0.5, 1, 0.75], [0, 0, Math.fround(0.6745742557433284)]],
] as const)('map takes %s of every column', (name, rows, expected) => {
  expect(answers(1, { op: 'map@1', ...ends, function: name }, {}, rows)).toEqual(expected)
})

test('normalize divides a row by its own size, and says what becomes of a row of none', () => {
  const step = { op: 'normalize@1', ...ends, by: 'l2', zero: 'keep', least: 1e-9 } as const
  expect(answers(2, step, {}, [3, -4, 1e-10, 0])).toEqual([0.6, -0.8, 1e-10, 0])
  const uniform = { ...step, by: 'sum', zero: 'uniform', least: 0 } as const
  expect(answers(2, uniform, {}, [1, 3, 0, 0])).toEqual([0.25, 0.75, 0.5, 0.5])
})

test.each([
  // The first row is as near as can be, and weighs alone by distance.
  ['uniform', 20],
  ['distance', 10],
] as const)(
  'fillNearest fills from the nearest rows that have the column, weights %s',
  (weights, first) => {
    const step: Step = {
      op: 'fillNearest@1',
      ...ends,
      rows: 4,
      k: 2,
      weights,
      points: 'p',
      means: 'm',
    }
    const points = { shape: [4, 2], data: f64(10, 0, 30, 4, NaN, 0, 50, NaN) }
    const rows = [NaN, 0, 50, NaN, NaN, NaN, 7, 8]
    // 50 shares its column with 30 and 10, of which 30 is nearer; who shares nothing gets means.
    const second = weights === 'uniform' ? 2 : 4 / 20 / (1 / 20 + 1 / 40)
    const found = answers(2, step, { p: points, m: f64(20, 9) }, rows)
    expect(found.map((x) => Math.round(1e9 * x) / 1e9)).toEqual(
      [first, 0, 50, second, 20, 9, 7, 8].map((x) => Math.round(1e9 * x) / 1e9),
    )
  },
)

test('product multiplies pairs of columns', () => {
  const step: Step = { op: 'product@1', ...ends, left: [0, 1], right: [1, 1] }
  expect(answers(2, step, {}, [2, 5])).toEqual([10, 25])
})

test.each([
  ['squaredEuclidean', [25, 0]],
  ['manhattan', [7, 0]],
  ['chebyshev', [4, 0]],
] as const)('distance measures by %s', (by, expected) => {
  const step: Step = { op: 'distance@1', ...ends, points: 'p', count: 2, by }
  const p = { data: f64(0, 0, 3, 4), shape: [2, 2] }
  expect(answers(2, step, { p }, [3, 4])).toEqual(expected)
})

test('interpolate goes along straight lines, and stays at the ends', () => {
  const step: Step = { op: 'interpolate@1', ...ends, columns: [0], offsets: 'o', x: 'x', y: 'y' }
  const arrays = { o: i32(0, 4), x: f64(0, 1, 1, 3), y: f64(0, 1, 5, 7) }
  const rows = [-1, 0.5, 1, 2, 9, NaN]
  expect(answers(1, step, arrays, rows)).toEqual([0, 0.5, 5, 6, 7, NaN])
})

test('weightedMedian answers where half of the weight is reached', () => {
  const step: Step = { op: 'weightedMedian@1', ...ends, weights: 'w' }
  expect(answers(3, step, { w: f64(1, 1, 5) }, [1, 2, 9, 9, 2, 1])).toEqual([9, 1])
})

test('power follows Box and Cox, and Yeo and Johnson below zero too', () => {
  const step = { op: 'power@1', ...ends, columns: [0], exponents: 'e', kind: 'boxCox' } as const
  const [zero, two] = answers(1, step, { e: f64(1) }, [1, 3])
  expect(zero).toBe(0)
  expect(two).toBeCloseTo(2, 14)
  expect(answers(1, step, { e: f64(0) }, [1])).toEqual([0])
  const both = { ...step, kind: 'yeoJohnson' } as const
  expect(answers(1, both, { e: f64(1) }, [0, 0.5, -0.5])).toEqual([0, 0.5, -0.5])
})

test('piecewise takes the polynomials of the piece, and goes on beyond the ends', () => {
  const names = { sizes: [2], degree: 1, offsets: 'o', breaks: 'b', coefficients: 'c' }
  const step: Step = { op: 'piecewise@1', ...ends, columns: [0], ...names }
  const arrays = { o: i32(0, 3), b: f64(0, 1, 2), c: f64(0, 1, 5, 0, 10, 2, 6, 0) }
  expect(answers(1, step, arrays, [-1, 0.5, 1, 3])).toEqual([-1, 5, 0.5, 5, 10, 6, 14, 6])
})

test('bSpline takes the splines of the piece, all others are 0, within the period where there is one', () => {
  const names = { sizes: [4], degree: 2, offsets: 'o', knots: 't' }
  const step: Step = { op: 'bSpline@1', ...ends, columns: [0], ...names, periodic: false }
  const arrays = { o: i32(0, 7), t: f64(-2, -1, 0, 1, 2, 3, 4) }
  expect(answers(1, step, arrays, [0, 1.5, 2])).toEqual(
    [
      [0.5, 0.5, 0, 0],
      [0, 0.125, 0.75, 0.125],
      [0, 0, 0.5, 0.5],
    ].flat(),
  )
  const round = { ...step, periodic: true }
  expect(answers(1, round, arrays, [3.5, -0.5])).toEqual(
    [
      [0, 0.125, 0.75, 0.125],
      [0, 0.125, 0.75, 0.125],
    ].flat(),
  )
})

test('bSpline makes all splines of NaN NaN, of steps and where knots are equal too', () => {
  const names = { sizes: [3], degree: 0, offsets: 'o', knots: 't', periodic: false }
  const steps: Step = { op: 'bSpline@1', ...ends, columns: [0], ...names }
  expect(answers(1, steps, { o: i32(0, 4), t: f64(0, 1, 2, 3) }, [NaN])).toEqual([NaN, NaN, NaN])
  const lines: Step = { ...steps, degree: 1 }
  const equal = { o: i32(0, 5), t: f64(0, 0, 1, 1, 2) }
  expect(answers(1, lines, equal, [NaN])).toEqual([NaN, NaN, NaN])
})

test.each([
  ['uniform', [2, 1, 3, 1], [1.5]],
  ['distance', [2, 1, 4, 9], [(2 * 1 + 1 * 0.5) / 1.5]],
  ['distance', [0, 1, 0, 9], [2]],
] as const)('neighbors takes the mean of the nearest, weights %s', (weights, row, expected) => {
  const step: Step = { op: 'neighbors@1', ...ends, k: 2, weights, targets: 1, values: 'v' }
  const v = { data: f64(1, 2, 3, 1), shape: [4, 1] }
  expect(answers(4, step, { v }, row)).toEqual(expected)
})

test('pairCoupling of two classes comes near to the share that their decision has', () => {
  const step: Step = { op: 'pairCoupling@1', ...ends, classes: 2, a: 'a', b: 'b' }
  const [first = 0, second = 0] = answers(1, step, { a: f64(-1), b: f64(0) }, [2])
  expect(first + second).toBeCloseTo(1, 12)
  expect(first).toBeCloseTo(0.8808, 2)
})

test.each<[string, Step, Arrays, string]>([
  [
    'bounds the wrong way round',
    { op: 'clip@1', ...ends, columns: [0], lower: 'l', upper: 'u' },
    { l: f64(3), u: f64(2) },
    'coefficients l[0]: found 3, expected at most 2',
  ],
  [
    'more neighbours than points',
    { op: 'neighbors@1', ...ends, k: 2, weights: 'uniform', targets: 1, values: 'v' },
    { v: f64(1) },
    '/k: found 2, expected at most 1',
  ],
  [
    'classes that do not fit their pairs',
    { op: 'pairCoupling@1', ...ends, classes: 3, a: 'a', b: 'b' },
    { a: f64(1), b: f64(1) },
    '/classes: found 3',
  ],
  [
    'a column without a knot',
    { op: 'interpolate@1', ...ends, columns: [0], offsets: 'o', x: 'x', y: 'y' },
    { o: i32(0, 0), x: f64(), y: f64() },
    'found no knot of a column',
  ],
])('%s: refused', (_, step, arrays, message) => {
  expect(() => aModelOf(1, step, arrays)).toThrow(message)
})

test.each([
  ['subtract', 'no', [1, -3]],
  ['divide', 'integer', [1, 0]],
  ['divide', 'f32', [Math.fround(1.5), Math.fround(0.4)]],
  ['power', 'no', [9, 32]],
  ['remainder', 'no', [1, 2]],
  ['smallest', 'no', [2, 2]],
  ['largest', 'no', [3, 5]],
  ['equal', 'no', [0, 0]],
  ['less', 'no', [0, 1]],
  ['lessOrEqual', 'no', [0, 1]],
  ['and', 'no', [1, 1]],
  ['or', 'no', [1, 1]],
] as const)(
  'combine takes %s of pairs of columns and constants, rounded as asked: %s',
  (by, round, expected) => {
    const step: Step = {
      op: 'combine@1',
      ...ends,
      by,
      round,
      left: [0, 1],
      right: [1, 2],
      constants: 'c',
    }
    expect(answers(2, step, { c: f64(5) }, [3, 2])).toEqual(expected)
  },
)

test('choose takes the left number where the condition is not 0, NaN included', () => {
  const step: Step = {
    op: 'choose@1',
    ...ends,
    condition: [0],
    left: [1],
    right: [2],
    constants: 'c',
  }
  expect(answers(2, step, { c: f64(7) }, [1, 4, 0, 4, NaN, 4])).toEqual([4, 7, 4])
})

test('top gives the largest or smallest numbers with their columns, the first of equals first', () => {
  const step: Step = { op: 'top@1', ...ends, k: 2, from: 'largest' }
  expect(answers(3, step, {}, [3, 5, 5, NaN, 1, -Infinity])).toEqual([
    5,
    5,
    1,
    2,
    1,
    -Infinity,
    1,
    2,
  ])
  const least: Step = { ...step, from: 'smallest' }
  expect(answers(3, least, {}, [3, 5, 3, NaN, Infinity, 1])).toEqual([
    3,
    3,
    0,
    2,
    1,
    Infinity,
    2,
    1,
  ])
})

test('pick takes the column that another column names, NaN where there is none', () => {
  const step: Step = { op: 'pick@1', ...ends, from: [1, 0], index: [2] }
  expect(answers(3, step, {}, [7, 8, 0, 7, 8, 1, 7, 8, 2, 7, 8, NaN])).toEqual([8, 7, NaN, NaN])
})
