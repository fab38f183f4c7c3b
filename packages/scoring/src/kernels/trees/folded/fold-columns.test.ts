import { createRandom } from '@ratchet-ml/stats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { layOutModel } from '../../lay-out-model.ts'
import { createScorer } from '../../scorer.ts'
import { plain, shapes } from '../../testing/forest-shapes.ts'
import { randomForest } from '../../testing/random-forest.ts'
import { randomPipeline } from '../../testing/random-pipeline.ts'
import { lastTrue } from './last-true.ts'

type Pipeline = ReturnType<typeof randomPipeline>

function marginsOf(
  { program, coefficients, contract }: Pipeline,
  engine: 'kernels' | 'reference',
  rows: Float64Array,
): Float64Array {
  const scorer = createScorer(program, coefficients, contract, { engine })
  const count = rows.length / scorer.featureCount
  const into = scorer.allocate(count)
  scorer.score(rows, count, into)
  return into.raw
}

function readsOf({ program, coefficients }: Pipeline): ReadonlySet<string> {
  const layout = layOutModel(program, coefficients).layouts.get('margins')
  return new Set(layout?.kind === 'plain' ? layout.reads.map(({ value }) => value) : [])
}

/** Every kind; those that see all columns; those that ask few columns for categories of their own. */
const forests = fc.oneof(
  shapes.map((shape) => ({ ...shape, hasLinearLeaves: false })),
  shapes.map((shape) => ({ ...shape, ...everyColumn })),
  shapes.map((shape) => ({ ...shape, ...fewColumns })),
)
const everyColumn = { features: 60, categoryShare: 0, leaves: [64, 64], hasLinearLeaves: false }
const fewColumns = { features: 4, categoryShare: 0.1, leaves: [9, 9], hasLinearLeaves: false }

test('trees behind every kind of step give the bits of the interpreter, however many rows', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(forests, fc.nat(), fc.constantFrom(1, 70), (shape, seed, count) => {
      const random = createRandom(seed)
      const pipeline = randomPipeline(random, randomForest(random, shape), seed % 4 === 0)
      for (const value of readsOf(pipeline)) seen.add(value)
      const { values, contract } = pipeline
      const rows = Float64Array.from(
        { length: count * contract.inputs.length },
        () => values[random.nextBelow(values.length)] as number,
      )
      expect(marginsOf(pipeline, 'kernels', rows)).toEqual(marginsOf(pipeline, 'reference', rows))
    }),
    { seed: 71, numRuns: 80 },
  )
  expect([...seen]).toEqual(expect.arrayContaining(['mapped', 'row', 'scaled', 'x']))
})

test('numbers that are filled and scaled, and codes as zeros and ones, are read from the row', () => {
  const random = createRandom(6)
  const forest = randomForest(random, { ...plain, features: 40, leaves: [64, 64] })
  const pipeline = randomPipeline(random, forest, false)
  const scale = pipeline.coefficients.get('scale')?.data
  scale?.forEach((x, i) => {
    scale[i] = Math.abs(x)
  })
  const { program } = pipeline
  const steps = program.steps.map((step) =>
    step.op === 'oneHot@1' ? { ...step, in: 'row' } : step,
  )
  const keys = pipeline.coefficients.get('keys')?.data
  keys?.set([3, 4], 6)
  expect(readsOf({ ...pipeline, program: { ...program, steps } })).toEqual(new Set(['row']))
})

test('rows are read as they stand where at least half of their columns are asked', () => {
  const columnsOf = (features: number, leaves: readonly number[]) => {
    const shape = { ...plain, categoryShare: 0, features, leaves }
    const { program, coefficients } = randomForest(createRandom(3), shape)
    const layout = layOutModel(program, coefficients).layouts.get(program.steps[1]?.out ?? '')
    return layout?.kind === 'plain' ? layout.reads.map(({ column }) => column) : []
  }
  expect(columnsOf(30, [64])).toEqual(Array.from({ length: 30 }, (_, column) => column))
  expect(columnsOf(300, [64]).length).toBeLessThan(64)
})

test('the last number of a yes is found wherever it is', () => {
  const ends = fc.oneof(
    fc.double({ noNaN: true }),
    fc.constantFrom(0, 5e-324, -5e-324, 1e308, -Infinity),
  )
  const guesses = fc.oneof(fc.double(), fc.constant(0))
  fc.assert(
    fc.property(ends, guesses, (end, guess) => {
      expect(lastTrue((x) => x <= end, guess)).toBe(end + 0)
    }),
    { seed: 72 },
  )
  expect(lastTrue(() => false, 3)).toBeUndefined()
  expect(lastTrue(() => true, 3)).toBe(Infinity)
})
