import { createRandom } from '@ratchet-ml/stats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TreeEnsembleStep } from '../ir/types.ts'
import { validateModel } from '../ir/validate.ts'
import { createScorer } from './scorer.ts'
import { plain, rowsOf, shapes } from './testing/forest-shapes.ts'
import { type ForestShape, type RandomForest, randomForest } from './testing/random-forest.ts'
import { scoreEveryWay, type Way } from './testing/score-every-way.ts'

function score(
  { program, coefficients, contract }: RandomForest,
  rows: Float64Array,
  { engine, batch }: { engine: 'reference' | 'kernels'; batch: number },
): Float64Array {
  const scorer = createScorer(program, coefficients, contract, { engine })
  const into = scorer.allocate(batch)
  const width = scorer.featureCount
  const out: number[] = []
  for (let first = 0; first < rows.length; first += batch * width) {
    const some = rows.subarray(first, first + batch * width)
    scorer.score(some, some.length / width, into)
    out.push(...into.raw.subarray(0, into.count * into.rawWidth))
  }
  return Float64Array.from(out)
}

/** Scores a forest by every way there is and says which these were. */
function everyWay(shape: ForestShape, seed: number, count = 140): readonly Way[] {
  const random = createRandom(seed)
  const forest = randomForest(random, shape)
  validateModel(forest.program, forest.coefficients)
  const rows = rowsOf(random, forest, count)
  const expected = score(forest, rows, { engine: 'reference', batch: count })
  const step = forest.program.steps[1] as TreeEnsembleStep
  const ways = scoreEveryWay(step, forest.coefficients, rows, shape.features)
  for (const [way, margins] of ways) expect(margins, way).toEqual(expected)
  return [...ways.keys()]
}

test('every way to score gives the bits of the interpreter under every contract', () => {
  const plainShapes = shapes.filter(({ hasLinearLeaves }) => !hasLinearLeaves)
  fc.assert(
    fc.property(plainShapes, fc.nat(), (shape, seed) => void everyWay(shape, seed)),
    { seed: 31, numRuns: 150 },
  )
})

test('scorers give the bits of the interpreter in batches of every size', () => {
  fc.assert(
    fc.property(shapes, fc.nat(), fc.integer({ min: 1, max: 130 }), (shape, seed, batch) => {
      const random = createRandom(seed)
      const forest = randomForest(random, shape)
      const rows = rowsOf(random, forest, 2 * batch + 1)
      const expected = score(forest, rows, { engine: 'reference', batch: 1 })
      expect(score(forest, rows, { engine: 'kernels', batch })).toEqual(expected)
    }),
    { seed: 32, numRuns: 150 },
  )
})

test.each<[string, Partial<ForestShape>, readonly Way[]]>([
  ['32 leaves', { leaves: [32, 5, 32] }, ['masks', 'lanes']],
  ['33 leaves', { leaves: [33, 5, 33] }, ['masks', 'lanes']],
  ['64 leaves', { leaves: [64, 1, 64] }, ['masks', 'lanes']],
  ['65 leaves', { leaves: [65, 2] }, ['masks']],
  ['256 leaves', { leaves: [256, 2, 256] }, ['masks']],
  ['257 leaves', { leaves: [257, 2] }, []],
  ['a chain of 256 leaves', { leaves: [256], isDeep: true }, ['masks']],
  ['a chain of 2000 leaves', { leaves: [2000], isDeep: true }, []],
  ['255 thresholds', { features: 1, thresholds: 255, leaves: many(64) }, ['masks', 'lanes']],
  ['256 thresholds', { features: 1, thresholds: 256, leaves: many(64) }, ['masks', 'lanes']],
  ['5000 thresholds', { features: 3, thresholds: 5000, leaves: many(256) }, ['masks']],
  ['70000 thresholds', { features: 1, thresholds: 70_000, leaves: many(2500) }, []],
  [
    'more leaves of two numbers than 16 bits tell apart',
    { leaves: many(2500), slots: 2, hasVectorLeaves: true },
    [],
  ],
  ['32 columns', { features: 8, leaves: many(64), thresholds: 9 }, ['masks', 'lanes']],
  ['many columns', { features: 40, leaves: many(64) }, ['masks']],
  ['no column', { leaves: [1, 1] }, ['masks', 'lanes']],
  [
    'classes of many codes',
    { features: 1, leaves: [5], categoryShare: 1, categories: 900 },
    ['masks', 'lanes'],
  ],
  ['many classes', { features: 1, leaves: [64, 64], categoryShare: 1, categories: 9000 }, []],
])('%s: every way gives the bits of the interpreter', (_, damage, ways) => {
  const found = everyWay({ ...plain, ...damage }, 5, 65)
  const walks: readonly Way[] = ['walks of rows', 'walks of trees']
  const ranks: readonly Way[] = ['ranks of rows', 'ranks of trees']
  const isRanked = damage.categories !== 9000
  expect(found).toEqual([...walks, ...(isRanked ? ranks : []), ...ways])
})

test('a tree with more paths than can be counted is walked', () => {
  const random = createRandom(8)
  const forest = randomForest(random, { ...plain, leaves: [61], isDeep: true })
  // Both sides of every node lead to the same node.
  const [left, right] = ['left', 'right'].map((name) => forest.coefficients.get(name)?.data)
  left?.forEach((_, node) => {
    left[node] = right?.[node] as number
  })
  const rows = rowsOf(random, forest, 40)
  const expected = score(forest, rows, { engine: 'reference', batch: 1 })
  expect(score(forest, rows, { engine: 'kernels', batch: 40 })).toEqual(expected)
  expect(score(forest, rows, { engine: 'kernels', batch: 1 })).toEqual(expected)
})

test('a sum of negative zeros stays one, however groups of trees are filled up', () => {
  for (const count of [1, 2, 3, 4, 5, 9]) {
    const shape = { ...plain, leaves: Array.from({ length: count }, () => 3), hasBase: true }
    const { program, coefficients } = randomForest(createRandom(9), shape)
    for (const name of ['base', 'leaves']) coefficients.get(name)?.data.fill(-0)
    const step = program.steps[1] as TreeEnsembleStep
    const ways = scoreEveryWay(step, coefficients, new Float64Array(5 * 20), 5)
    for (const [way, margins] of ways) expect(margins, way).toEqual(new Float64Array(20).fill(-0))
  }
})

function many(leaves: number): readonly number[] {
  return Array.from({ length: 30 }, () => leaves)
}
