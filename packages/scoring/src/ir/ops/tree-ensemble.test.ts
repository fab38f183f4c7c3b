import { expect, test } from 'vitest'
import { interpret } from '../../reference/interpreter.ts'
import { ModelBuilder } from '../builder.ts'
import { aTreeModel } from '../testing/models.ts'
import type { TreeEnsembleStep } from '../types.ts'
import { validateModel } from '../validate.ts'

type Rules = Partial<TreeEnsembleStep>

/** One node over one input: leaf values 1 and 2, or a category node over the set {1, 33}. */
function answer(x: number, rules: Rules, node: { flags?: number; threshold?: number } = {}) {
  const builder = new ModelBuilder()
  builder.step({ op: 'input@1', out: 'row', width: 1 })
  builder.step({
    op: 'treeEnsemble@1',
    in: 'row',
    out: 'margins',
    slots: 1,
    featureType: 'f64',
    comparison: 'lessOrEqual',
    zeroBand: 0,
    categoryHit: 'left',
    categoryRange: 'int32',
    accumulate: 'f64',
    leafWidth: 1,
    roots: builder.coefficient('roots', Int32Array.of(0)),
    treeSlots: builder.coefficient('slots', Int32Array.of(0)),
    features: builder.coefficient('features', Int32Array.of(0)),
    thresholds: builder.coefficient('thresholds', Float64Array.of(node.threshold ?? 0)),
    flags: builder.coefficient('flags', Uint8Array.of(node.flags ?? 0)),
    left: builder.coefficient('left', Int32Array.of(-1)),
    right: builder.coefficient('right', Int32Array.of(-2)),
    leafValues: builder.coefficient('leaves', Float64Array.of(1, 2)),
    categories: {
      offsets: builder.coefficient('offsets', Int32Array.of(0, 2)),
      words: builder.coefficient('words', Uint32Array.of(2, 2)),
    },
    ...rules,
  })
  const { program, coefficients } = builder.build({ raw: 'margins', value: 'margins' })
  validateModel(program, coefficients)
  return interpret(program, coefficients, Float64Array.of(x)).get('margins')?.[0] === 1
    ? 'left'
    : 'right'
}

const threshold = Math.fround(0.1)
const [category, nanLeft, nanRight] = [1, 10, 8]

test.each<[number, Rules, ReturnType<typeof answer>]>([
  [threshold, { comparison: 'lessOrEqual' }, 'left'],
  [threshold, { comparison: 'less' }, 'right'],
  // The double 0.1 lies below its nearest float.
  [0.1, { comparison: 'less' }, 'left'],
  [0.1, { comparison: 'less', featureType: 'f32' }, 'right'],
  [0.1, { comparison: 'lessOrEqual', featureType: 'f32' }, 'left'],
])('%d under %j goes %s of the threshold fround(0.1)', (x, rules, side) => {
  expect(answer(x, rules, { threshold })).toBe(side)
})

const xgboost: Rules = { categoryHit: 'right', categoryRange: 'uint24', featureType: 'f32' }

test.each<[number, Rules, number, ReturnType<typeof answer>]>([
  [1, {}, category, 'left'],
  [33.9, {}, category, 'left'],
  [-0.5, {}, category, 'right'],
  [2, {}, category, 'right'],
  [2 ** 31 + 1, {}, category, 'right'],
  [Number.NaN, {}, category, 'right'],
  [Number.NaN, {}, category | nanLeft, 'left'],
  [Number.NaN, {}, category | nanRight, 'right'],
  [1, xgboost, category | nanLeft, 'right'],
  [33.9, xgboost, category | nanLeft, 'right'],
  [2, xgboost, category | nanRight, 'left'],
  [2 ** 24 + 1, xgboost, category | nanRight, 'left'],
  [-0.5, xgboost, category | nanRight, 'left'],
  [Number.NaN, xgboost, category | nanRight, 'right'],
  [Number.NaN, xgboost, category | nanLeft, 'left'],
  [Number.NaN, xgboost, category, 'left'],
])('category %d under %j with flags %d goes %s', (x, rules, flags, side) => {
  expect(answer(x, rules, { flags })).toBe(side)
})

test('float sums round after each addition and each product, and start at the base', () => {
  const builder = new ModelBuilder()
  const [leaf, weight, base] = [0.1, 0.3, 1e7].map(Math.fround) as [number, number, number]
  builder.step({ op: 'input@1', out: 'row', width: 1 })
  const empty = Int32Array.of()
  builder.step({
    op: 'treeEnsemble@1',
    in: 'row',
    out: 'margins',
    slots: 2,
    featureType: 'f32',
    comparison: 'less',
    zeroBand: 0,
    categoryHit: 'right',
    categoryRange: 'uint24',
    accumulate: 'f32',
    leafWidth: 2,
    base: builder.coefficient('base', Float64Array.of(base, 0)),
    treeWeights: builder.coefficient('weights', Float64Array.of(1, weight)),
    roots: builder.coefficient('roots', Int32Array.of(-1, -1)),
    treeSlots: builder.coefficient('slots', Int32Array.of(0, 0)),
    features: builder.coefficient('features', empty),
    thresholds: builder.coefficient('thresholds', Float64Array.of()),
    flags: builder.coefficient('flags', Uint8Array.of()),
    left: builder.coefficient('left', empty),
    right: builder.coefficient('right', empty),
    leafValues: builder.coefficient('leaves', Float64Array.of(leaf, leaf), [1, 2]),
  })
  const { program, coefficients } = builder.build({ raw: 'margins', value: 'margins' })
  validateModel(program, coefficients)
  const margins = interpret(program, coefficients, Float64Array.of(0)).get('margins')
  const second = Math.fround(leaf + Math.fround(leaf * weight))
  expect([...(margins ?? [])]).toEqual([base, second])
})

test.each<[Rules, string]>([
  [{ featureType: 'f32' }, 'coefficients thresholds[0]: found 0.1, expected a 32-bit float'],
  [{ accumulate: 'f32' }, 'coefficients leaves[0]: found 0.1, expected a 32-bit float'],
  [{ slots: 2, leafWidth: 2 }, 'coefficients leaves: found the shape [3], expected [1, 2]'],
])('%j needs coefficients of its kind', (rules, message) => {
  const parts = { thresholds: Float64Array.of(0.1, 2), leaves: Float64Array.of(0.1, 2, 4) }
  const { program, coefficients } = aTreeModel(parts)
  const steps = program.steps.map((step) =>
    step.op === 'treeEnsemble@1' ? { ...step, ...rules } : step,
  )
  expect(() => validateModel({ ...program, steps }, coefficients)).toThrow(message)
})

test('a category node cannot take zero for missing', () => {
  expect(() => answer(1, {}, { flags: category | 4 })).toThrow('missing rule 0 or 2')
})
