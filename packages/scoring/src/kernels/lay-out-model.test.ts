import { createRandom } from '@ratchet-ml/stats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Contract } from '../contract/types.ts'
import { aLogisticModel } from '../ir/testing/models.ts'
import {
  closeModel,
  type LaidOutModel,
  layOutModel,
  openModel,
  toMessage,
} from './lay-out-model.ts'
import { createScorer, scorerOf } from './scorer.ts'
import { plain, rowsOf, shapes } from './testing/forest-shapes.ts'
import { type RandomForest, randomForest } from './testing/random-forest.ts'
import { createMemoryPool } from './wasm/memory-pool.ts'

function marginsOf(scorer: ReturnType<typeof createScorer>, rows: Float64Array): Float64Array {
  const count = rows.length / scorer.featureCount
  const into = scorer.allocate(count)
  scorer.score(rows, count, into)
  return into.raw
}

/** As another thread gets it. */
function sent(model: LaidOutModel): LaidOutModel {
  const message = toMessage(model)
  return structuredClone(message.model, { transfer: [...message.memory] })
}

function laidOut({ program, coefficients }: Pick<RandomForest, 'program' | 'coefficients'>) {
  return layOutModel(program, coefficients)
}

test('models that come by message give the bits of the interpreter, whose memory they have had before', () => {
  const pool = createMemoryPool(1)
  fc.assert(
    fc.property(shapes, fc.nat(), (shape, seed) => {
      const random = createRandom(seed)
      const forest = randomForest(random, shape)
      const { program, coefficients, contract } = forest
      const model = openModel(sent(laidOut(forest)), pool)
      const rows = rowsOf(random, forest, 70)
      const reference = createScorer(program, coefficients, contract, { engine: 'reference' })
      expect(marginsOf(scorerOf(model, contract), rows)).toEqual(marginsOf(reference, rows))
      closeModel(model, pool)
    }),
    { seed: 33, numRuns: 100 },
  )
})

test('a model that answers can be sent on', () => {
  const forest = randomForest(createRandom(3), plain)
  const rows = rowsOf(createRandom(4), forest, 9)
  const first = openModel(sent(laidOut(forest)), createMemoryPool(0))
  const scorer = scorerOf(first, forest.contract)
  const expected = marginsOf(scorer, rows)
  expect(marginsOf(scorerOf(sent(first), forest.contract), rows)).toEqual(expected)
  expect(marginsOf(scorer, rows)).toEqual(expected)
})

test('scorers of a closed model throw, also when another model has its memory', () => {
  for (const shape of [plain, { ...plain, hasLinearLeaves: true }]) {
    const pool = createMemoryPool(1)
    const forest = randomForest(createRandom(5), shape)
    const model = openModel(sent(laidOut(forest)), pool)
    const scorer = scorerOf(model, forest.contract)
    closeModel(model, pool)
    const next = openModel(sent(laidOut(forest)), pool)
    expect(memoryOf(next)).toBe(memoryOf(model))
    const rows = rowsOf(createRandom(6), forest, 3)
    expect(() => marginsOf(scorer, rows)).toThrow('The model was closed')
    expect(marginsOf(scorerOf(next, forest.contract), rows)).toHaveLength(3)
  }
})

function memoryOf({ layouts }: LaidOutModel) {
  return [...layouts.values()][0]?.memory
}

test('coefficients that are laid out do not go along', () => {
  const trees = randomForest(createRandom(7), plain)
  expect([...laidOut(trees).coefficients.keys()]).toEqual([])
  const logistic = aLogisticModel()
  expect(laidOut(logistic).coefficients).toEqual(logistic.coefficients)
})

test('the contract is held against the model', () => {
  const { program, coefficients, contract } = aLogisticModel()
  const model = layOutModel(program, coefficients)
  const other: Contract = { ...contract, inputs: contract.inputs.slice(1) }
  expect(() => scorerOf(model, other)).toThrow('found 4 features')
})

test('a pool makes more of a memory that is too small, and keeps as many as it is told', () => {
  const pool = createMemoryPool(1)
  const [first, second] = [pool.take(10), pool.take(10)]
  pool.give(first)
  pool.give(second)
  const again = pool.take(200_000)
  expect(again).toBe(first)
  expect(again.buffer.byteLength).toBe(4 * 65_536)
  expect(pool.take(10)).not.toBe(second)
})
