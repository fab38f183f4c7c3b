import { createRandom } from '@ratchet-ml/stats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aContract, aLogisticModel, aTreeModel } from '../ir/testing/models.ts'
import { awkwardValues } from '../ir/testing/random-trees.ts'
import { createExplainer } from './create-explainer.ts'
import { bruteForce } from './testing/brute-force.ts'
import { coveredTrees, ensembleOf } from './testing/covered-trees.ts'
import type { Explanation } from './types.ts'

const shape = fc.record({
  featureType: fc.constantFrom('f64' as const, 'f32' as const),
  comparison: fc.constantFrom('lessOrEqual' as const, 'less' as const),
  zeroBand: fc.constantFrom(0, 1e-35),
  categoryHit: fc.constantFrom('left' as const, 'right' as const),
  categoryRange: fc.constantFrom('int32' as const, 'uint24' as const),
  accumulate: fc.constantFrom('f64' as const, 'f32' as const),
  slots: fc.integer({ min: 1, max: 3 }),
  hasVectorLeaves: fc.boolean(),
  hasBase: fc.boolean(),
  hasWeights: fc.boolean(),
  hasLinearLeaves: fc.constant(false),
})

/** How far numbers are apart, beside the largest of them. */
function distance(found: Float64Array, expected: Float64Array): number {
  const size = Math.max(1e-300, ...[...found, ...expected].map(Math.abs))
  return Math.max(...found.map((x, i) => Math.abs(x - (expected[i] as number)))) / size
}

/** Base and contributions added up, by margin. */
function sums({ base, contributions }: Explanation): Float64Array {
  const count = contributions.length / base.length
  return base.map((start, slot) =>
    contributions.slice(slot * count, (slot + 1) * count).reduce((sum, x) => sum + x, start),
  )
}

test('trees are explained by the Shapley values of their definition, and add up', () => {
  const rows = fc.array(fc.constantFrom(...awkwardValues), { minLength: 4, maxLength: 4 })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 30 }), shape, rows, (seed, shape, values) => {
      const model = coveredTrees(createRandom(seed), shape)
      const row = Float64Array.from(values)
      const explainer = createExplainer(model.program, model.coefficients, model.contract)
      const found = explainer.explain(row)
      const expected = bruteForce(ensembleOf(model), model.coefficients, row)
      expect(distance(found.contributions, expected.contributions)).toBeLessThan(1e-12)
      expect(distance(found.base, expected.base)).toBeLessThan(1e-12)
      const rounding = shape.accumulate === 'f32' ? 1e-5 : 1e-12
      expect(distance(sums(found), found.raw)).toBeLessThan(rounding)
    }),
    { seed: 3, numRuns: 300 },
  )
})

test('a deep tree adds up too', () => {
  const depth = 300
  const model = aTreeModel({
    roots: Int32Array.of(0),
    features: Int32Array.from({ length: depth }, (_, i) => i % 120),
    thresholds: Float64Array.from({ length: depth }, (_, i) => (i * 7) % 11),
    flags: new Uint8Array(depth),
    left: Int32Array.from({ length: depth }, (_, i) => (i + 1 < depth ? i + 1 : ~depth)),
    right: Int32Array.from({ length: depth }, (_, i) => ~i),
    leaves: Float64Array.from({ length: depth + 1 }, (_, i) => ((i * 31) % 17) - 8),
  })
  const [, step] = model.program.steps
  if (step?.op !== 'treeEnsemble@1') throw new Error('another model')
  const covers = { nodes: 'n', leaves: 'l' }
  const steps = [{ op: 'input@1', out: 'row', width: 120 } as const, { ...step, covers }]
  const counts = Uint32Array.from({ length: depth }, (_, i) => 2 * (depth - i) + 1)
  const leaves = new Uint32Array(depth + 1).fill(2)
  leaves[depth] = 1
  const coefficients = new Map([
    ...model.coefficients,
    ['n', { shape: [depth], data: counts }],
    ['l', { shape: [depth + 1], data: leaves }],
  ] as const)
  const contract = { ...aContract(120), task: 'regression', outputs: [] } as const
  const explainer = createExplainer({ ...model.program, steps }, coefficients, contract)
  for (const x of [0, 5, 11]) {
    const found = explainer.explain(new Float64Array(120).fill(x))
    expect(distance(sums(found), found.raw)).toBeLessThan(1e-12)
  }
})

test('one feature is one player, however many columns of the ensemble it decides', () => {
  const model = aTreeModel()
  const [, step] = model.program.steps
  if (step?.op !== 'treeEnsemble@1') throw new Error('another model')
  const steps = [
    { op: 'input@1', out: 'row', width: 1 } as const,
    { op: 'oneHot@1', in: 'row', out: 'codes', columns: [0], sizes: [2] } as const,
    { ...step, in: 'codes', covers: { nodes: 'n', leaves: 'l' } },
  ]
  const coefficients = new Map([
    ...model.coefficients,
    ['n', { shape: [2], data: Uint32Array.of(10, 6) }],
    ['l', { shape: [3], data: Uint32Array.of(1, 5, 4) }],
  ] as const)
  const contract = { ...aContract(1), task: 'regression', outputs: [] } as const
  const explainer = createExplainer({ ...model.program, steps }, coefficients, contract)
  const { contributions, base, raw } = explainer.explain(Float64Array.of(1))
  expect(base[0]).toBeCloseTo((1 * 1 + 2 * 5 + 4 * 4) / 10, 12)
  expect(contributions).toHaveLength(1)
  expect((base[0] as number) + (contributions[0] as number)).toBeCloseTo(raw[0] as number, 12)
})

test('a linear model gives each feature weight times value, and the bias as base', () => {
  const { program, coefficients, contract } = aLogisticModel()
  const explainer = createExplainer(program, coefficients, contract)
  expect(explainer.method).toBe('linear')
  const found = explainer.explain(Float64Array.of(Number.NaN, 2.6, Number.NaN, 1))
  // filled [0.5, -1], scaled [-0.25, -10], one-hot of 2.6: none, of 1: the second of two.
  const [scaledFirst, scaledSecond] = [(0.5 - 1) / 2, (-1 - 2) / 0.3]
  expect([...found.contributions]).toEqual([scaledFirst, 0, -2 * scaledSecond, 2])
  expect(distance(sums(found), found.raw)).toBeLessThan(1e-15)
})

test.each([
  ['trees that do not say how much of the training data reached each node', aTreeModel(), 'covers'],
])('%s are refused by name', (_, { program, coefficients }, expected) => {
  const contract = { ...aContract(2), task: 'regression', outputs: [] } as const
  expect(() => createExplainer(program, coefficients, contract)).toThrow(
    expect.objectContaining({
      code: 'explanation-unsupported',
      expected: expect.stringContaining(expected),
    }),
  )
})

test('linear leaves and shared subtrees are refused by name', () => {
  const linear = coveredTrees(createRandom(1), {
    ...{ featureType: 'f64', comparison: 'lessOrEqual', zeroBand: 0, categoryHit: 'left' },
    ...{ categoryRange: 'int32', accumulate: 'f64', slots: 1, hasVectorLeaves: false },
    ...{ hasBase: false, hasWeights: false, hasLinearLeaves: true },
  })
  const { program, coefficients, contract } = linear
  expect(() => createExplainer(program, coefficients, contract)).toThrow('found linear leaves')
  const shared = aTreeModel({ left: Int32Array.of(1, -1), right: Int32Array.of(1, -2) })
  const [, step] = shared.program.steps
  if (step?.op !== 'treeEnsemble@1') throw new Error('another model')
  const steps = [
    shared.program.steps[0] as typeof step,
    { ...step, covers: { nodes: 'n', leaves: 'l' } },
  ]
  const covered = new Map([
    ...shared.coefficients,
    ['n', { shape: [2], data: Uint32Array.of(10, 5) }],
    ['l', { shape: [3], data: Uint32Array.of(2, 3, 5) }],
  ] as const)
  const two = { ...aContract(2), task: 'regression', outputs: [] } as const
  expect(() => createExplainer({ ...shared.program, steps }, covered, two)).toThrow(
    'node 1, shared',
  )
})
