import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseProgram } from '../ir/program-json.ts'
import type { TestModel } from '../ir/testing/models.ts'
import { aModelOf } from '../ir/testing/one-step.ts'
import { marginsOf } from './testing/answers-of.ts'

const width = 3
const inAndOut = { in: 'row', out: 'margins' } as const
const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const special = fc.constantFrom(NaN, 0, -0, Infinity, -Infinity, 0.5, -0.5, 1e300, 2 ** 31, 1e-46)
const number = fc.oneof(fc.double(), fc.integer({ min: -4, max: 4 }), special)
const columns = fc.array(fc.integer({ min: 0, max: width - 1 }), { minLength: 1, maxLength: 5 })

/** Distinct numbers in order, some of them ones that rows have. */
const climbing = fc
  .uniqueArray(fc.oneof(finite, fc.integer({ min: -4, max: 4 })), { maxLength: 6 })
  .map((numbers) => [...new Set(numbers.map((x) => x + 0))].sort((a, b) => a - b))

/** A list for each column, with the offsets at which they start. */
function inLists(lists: readonly (readonly number[])[]) {
  const offsets = Int32Array.of(0, ...lists.map(() => 0))
  lists.forEach((list, i) => {
    offsets[i + 1] = (offsets[i] as number) + list.length
  })
  return { offsets, flat: Float64Array.from(lists.flat()) }
}

/** What CatBoost makes of whole numbers. */
function hashOf(words: readonly number[]): bigint {
  const multiplier = 0x4906ba494954cb65n
  return words.reduce(
    (hash, word) => BigInt.asUintN(64, multiplier * (hash + multiplier * BigInt(word))),
    0n,
  )
}

/** Distinct keys in order, low word before high word. */
function inWords(keys: readonly bigint[]): readonly number[] {
  const climbing = [...new Set(keys)].sort((a, b) => (a < b ? -1 : 1))
  return climbing.flatMap((key) => [Number(key & 0xffffffffn), Number(key >> 32n)])
}

const doubles = (length: number, of = number) =>
  fc.array(of, { minLength: length, maxLength: length }).map((x) => Float64Array.from(x))

const models: Readonly<Record<string, fc.Arbitrary<TestModel>>> = {
  select: columns.map((columns) => aModelOf(width, { op: 'select@1', ...inAndOut, columns })),
  cast: fc
    .constantFrom('f32' as const, 'integer' as const)
    .map((to) => aModelOf(width, { op: 'cast@1', ...inAndOut, to })),
  threshold: fc
    .tuple(fc.oneof(finite, fc.constantFrom(0, -0, 1)), fc.boolean())
    .map(([bound, orEqual]) =>
      aModelOf(width, { op: 'threshold@1', ...inAndOut, bound: bound + 0, orEqual }),
    ),
  aggregate: fc
    .tuple(
      fc.constantFrom(1, 2, 3, 6),
      fc.constantFrom('sum' as const, 'mean' as const, 'largest' as const, 'smallest' as const),
    )
    .map(([members, by]) => aModelOf(6, { op: 'aggregate@1', ...inAndOut, members, by })),
  bin: fc
    .tuple(fc.array(climbing, { minLength: 3, maxLength: 3 }), fc.boolean())
    .map(([lists, isInside]) => {
      const { offsets, flat } = inLists(lists)
      const upperEdge = isInside ? 'inside' : 'outside'
      const names = { columns: [2, 0, 1], offsets: 'offsets', edges: 'edges', upperEdge } as const
      return aModelOf(width, { op: 'bin@1', ...inAndOut, ...names }, { offsets, edges: flat })
    }),
  ordinalMap: fc
    .tuple(fc.array(climbing, { minLength: 3, maxLength: 3 }), doubles(18, finite), doubles(6))
    .map(([lists, values, others]) => {
      const { offsets, flat: keys } = inLists(lists)
      const arrays = {
        offsets,
        keys,
        values: values.slice(0, keys.length),
        fallback: others.slice(0, 3),
        missing: others.slice(3),
      }
      const names = Object.fromEntries(Object.keys(arrays).map((name) => [name, name]))
      const step = { op: 'ordinalMap@1', ...inAndOut, columns: [0, 1, 2], ...names }
      return aModelOf(width, step as Parameters<typeof aModelOf>[1], arrays)
    }),
  hashMap: fc
    .tuple(
      fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 9 }),
      fc.array(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), { maxLength: 4 }),
      doubles(40, finite),
      doubles(3, finite),
    )
    .map(([known, others, values, fallback]) => {
      const single = inWords([...known.map((k) => hashOf([k])), ...others])
      const pairs = inWords([...known.map((k) => hashOf([k, -k])), ...others])
      const lengths = [single.length / 2, pairs.length / 2, single.length / 2]
      const arrays = {
        columnOffsets: Int32Array.of(0, 1, 3),
        columns: Int32Array.of(0, 0, 2),
        keyOffsets: Int32Array.of(
          0,
          lengths[0] as number,
          (lengths[0] as number) + (lengths[1] as number),
        ),
        keys: Uint32Array.of(...single, ...pairs),
        tables: Int32Array.of(0, 1, 0),
        values: values.slice(
          0,
          lengths.reduce((sum, length) => sum + length, 0),
        ),
        fallback,
      }
      const names = Object.fromEntries(Object.keys(arrays).map((name) => [name, name]))
      const step = { op: 'hashMap@1', ...inAndOut, targets: 3, ...names }
      return aModelOf(width, step as Parameters<typeof aModelOf>[1], arrays)
    }),
  obliviousEnsemble: fc
    .tuple(
      fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 3 }),
      fc.infiniteStream(fc.integer({ min: 0, max: width - 1 })),
      fc.infiniteStream(
        fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.constant(0)),
      ),
      fc.infiniteStream(finite),
      fc.array(fc.integer({ min: 0, max: 1 }), { minLength: width, maxLength: width }),
    )
    .map(([depths, slots, features, borders, leaves, missing]) => {
      const splits = depths.reduce((sum, depth) => sum + depth, 0)
      const leafCount = depths.reduce((sum, depth) => sum + 2 ** depth, 0)
      const offsets = inLists(depths.map((depth) => Array<number>(depth).fill(0))).offsets
      const arrays = {
        offsets,
        features: Int32Array.from(features.take(splits)),
        borders: Float32Array.from(borders.take(splits)),
        missing: Uint8Array.from(missing),
        leafValues: Float64Array.from(leaves.take(leafCount * slots)),
      }
      const names = Object.fromEntries(Object.keys(arrays).map((name) => [name, name]))
      const step = { op: 'obliviousEnsemble@1', ...inAndOut, slots, ...names }
      return aModelOf(width, step as Parameters<typeof aModelOf>[1], arrays)
    }),
}

test.each(Object.entries(models))('%s answers as the interpreter, bit for bit', (_, model) => {
  const rows = fc.array(number, { minLength: 6, maxLength: 90 })
  fc.assert(
    fc.property(model, rows, fc.integer({ min: 1, max: 11 }), (made, numbers, batch) => {
      expect(parseProgram(JSON.parse(JSON.stringify(made.program)))).toEqual(made.program)
      const columns = made.contract.inputs.length
      const x = Float64Array.from(numbers.slice(0, numbers.length - (numbers.length % columns)))
      const tables = marginsOf(made, x, { engine: 'kernels', batch })
      expect(tables).toEqual(marginsOf(made, x, { engine: 'reference', batch: 1 }))
    }),
    { seed: 11, numRuns: 150 },
  )
})

test('every op of this file says what it means', () => {
  const both = (model: TestModel, x: readonly number[]) =>
    marginsOf(model, Float64Array.from(x), { engine: 'kernels' })
  const cast = (to: 'f32' | 'integer') => aModelOf(2, { op: 'cast@1', ...inAndOut, to })
  expect(both(cast('f32'), [0.1, 1e300])).toEqual([0.10000000149011612, Infinity])
  expect(both(cast('integer'), [-0.7, 2.7])).toEqual([0, 2])
  const aggregate = (by: 'mean' | 'largest' | 'smallest') =>
    aModelOf(4, { op: 'aggregate@1', ...inAndOut, members: 2, by })
  expect(both(aggregate('mean'), [1, 2, 5, -2])).toEqual([3, 0])
  expect(both(aggregate('largest'), [1, -0, NaN, 0])).toEqual([NaN, 0])
  expect(both(aggregate('smallest'), [1, 0, 3, -0])).toEqual([1, -0])
})

test('a value on an edge lies above or beneath it, as the step says', () => {
  const bin = (upperEdge: 'outside' | 'inside') =>
    aModelOf(
      1,
      { op: 'bin@1', ...inAndOut, columns: [0], offsets: 'offsets', edges: 'edges', upperEdge },
      { offsets: Int32Array.of(0, 3), edges: Float64Array.of(1, 2, 2) },
    )
  const x = Float64Array.of(0, 1, 1.5, 2, 3, NaN)
  const options = { engine: 'kernels' } as const
  expect(marginsOf(bin('outside'), x, options)).toEqual([0, 1, 1, 3, 3, NaN])
  expect(marginsOf(bin('inside'), x, options)).toEqual([0, 0, 1, 1, 3, NaN])
})

test('the first split of an oblivious tree is the lowest bit, and is asked in singles', () => {
  const arrays = {
    offsets: Int32Array.of(0, 2),
    features: Int32Array.of(0, 1),
    borders: Float32Array.of(0.1, 1),
    missing: Uint8Array.of(0, 1),
    leafValues: Float64Array.of(1, 2, 4, 8),
  }
  const names = Object.fromEntries(Object.keys(arrays).map((name) => [name, name]))
  const step = { op: 'obliviousEnsemble@1', ...inAndOut, slots: 1, ...names }
  const model = aModelOf(2, step as Parameters<typeof aModelOf>[1], arrays)
  // 0.1 as a double is below the single 0.1, and rounds to it: not above.
  const x = Float64Array.of(0.1, 0, 0.2, 0, 0.1, 2, 0.2, 2, NaN, NaN)
  expect(marginsOf(model, x, { engine: 'kernels' })).toEqual([1, 2, 4, 8, 4])
})

test.each<[string, () => TestModel, string]>([
  [
    'members that do not divide the width',
    () => aModelOf(5, { op: 'aggregate@1', ...inAndOut, members: 2, by: 'sum' }),
    '/members: found 2, expected a divisor of the width 5',
  ],
  [
    'edges that fall',
    () =>
      aModelOf(
        1,
        {
          op: 'bin@1',
          ...inAndOut,
          ...{ columns: [0], offsets: 'o', edges: 'e', upperEdge: 'inside' },
        },
        { o: Int32Array.of(0, 2), e: Float64Array.of(2, 1) },
      ),
    'coefficients e[1]: found 1, expected a number after 2',
  ],
  [
    'a column that is not there',
    () => aModelOf(1, { op: 'select@1', ...inAndOut, columns: [1] }),
    '/columns/0: found 1',
  ],
  [
    'an oblivious tree that is too deep',
    () =>
      aModelOf(
        1,
        {
          op: 'obliviousEnsemble@1',
          ...inAndOut,
          ...{ slots: 1, offsets: 'o', features: 'f', borders: 'b', missing: 'm', leafValues: 'l' },
        },
        {
          o: Int32Array.of(0, 17),
          f: new Int32Array(17),
          b: new Float32Array(17),
          m: new Uint8Array(1),
          l: new Float64Array(1),
        },
      ),
    'found a tree of 17 splits, expected at most 16',
  ],
])('%s: refused', (_, act, message) => {
  expect(act).toThrow(message)
})
