import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aContract, aLogisticModel, aTreeModel } from '../ir/testing/models.ts'
import { createScorer } from './scorer.ts'

const awkward = fc.oneof(
  fc.double(),
  fc.integer({ min: -1, max: 4 }),
  fc.constantFrom(Number.NaN, -0, 0, 0.5, Number.POSITIVE_INFINITY, 2 ** 31, 1e300),
)

/** All answers of both engines, as they come. */
function answers(model: ReturnType<typeof aLogisticModel>, rows: Float64Array, batch: number) {
  const count = rows.length / 4
  return (['reference', 'kernels'] as const).map((engine) => {
    const scorer = createScorer(model.program, model.coefficients, model.contract, { engine })
    const into = scorer.allocate(batch)
    const out: unknown[] = []
    for (let first = 0; first < count; first += batch) {
      const some = Math.min(batch, count - first)
      scorer.score(rows.subarray(first * 4), some, into)
      out.push(...into.raw.slice(0, some), ...(into.probability ?? []).slice(0, 2 * some))
      out.push(...(into.label ?? []).slice(0, some))
    }
    return out
  })
}

test('linear models with one-hot categories answer as the interpreter, bit for bit', () => {
  const weight = fc.double({ noNaN: true, noDefaultInfinity: true })
  const rows = fc.array(awkward, { minLength: 4, maxLength: 40 })
  fc.assert(
    fc.property(
      fc.array(weight, { minLength: 7, maxLength: 7 }),
      rows.map((values) => Float64Array.from(values.slice(0, values.length & ~3))),
      fc.integer({ min: 1, max: 11 }),
      (weights, x, batch) => {
        const model = aLogisticModel({ weights: Float64Array.from(weights) })
        const [reference, tables] = answers(model, x, batch)
        expect(tables).toEqual(reference)
      },
    ),
    { seed: 7, numRuns: 300 },
  )
})

test('rows over the size of a block are answered as one by one', () => {
  const { program, coefficients, contract } = aLogisticModel()
  const scorer = createScorer(program, coefficients, contract)
  const rows = Float64Array.from({ length: 4 * 1000 }, (_, i) => (i * 37) % 11)
  const all = scorer.allocate(1000)
  scorer.score(rows, 1000, all)
  const one = scorer.allocate(1)
  for (const row of [0, 255, 256, 257, 999]) {
    scorer.score(rows.subarray(row * 4), 1, one)
    expect(all.raw[row]).toBe(one.raw[0])
  }
  expect(all.count).toBe(1000)
})

test('the label of two classes follows the threshold of the contract', () => {
  const { program, coefficients, contract } = aLogisticModel()
  const labelAt = (threshold?: number) => {
    const bounded = threshold === undefined ? contract : { ...contract, threshold }
    const scorer = createScorer(program, coefficients, bounded)
    const into = scorer.allocate(1)
    scorer.score(Float64Array.of(1, 1, 1.4, 0), 1, into)
    return { label: into.label?.[0], p: into.probability?.[1] as number }
  }
  const { label, p } = labelAt()
  expect(label).toBe(p > 0.5 ? 1 : 0)
  expect(labelAt(p).label).toBe(1)
  expect(labelAt(Math.min(1, p + 1e-6)).label).toBe(0)
})

test('missing values follow the rule of each node', () => {
  const { program, coefficients } = aTreeModel({ flags: Uint8Array.of(4 + 2, 8) })
  const contract = { ...aContract(2), task: 'regression', outputs: [] } as const
  const scorer = createScorer(program, coefficients, contract)
  const rows = Float64Array.of(NaN, NaN, 0, 1, 0.7, 0, -0, 3, 0.5, NaN)
  const into = scorer.allocate(5)
  scorer.score(rows, 5, into)
  expect([...into.raw]).toEqual([2, 1, 4, 2, 2])
})

test('too little room, too few rows and a contract of another width are refused', () => {
  const { program, coefficients, contract } = aLogisticModel()
  const scorer = createScorer(program, coefficients, contract)
  const act = (count: number, room: number) => () =>
    scorer.score(new Float64Array(8), count, scorer.allocate(room))
  expect(act(3, 3)).toThrow('3 rows to score, expected at most 2.')
  expect(act(2, 1)).toThrow('2 rows, but room for the answers of 1.')
  expect(() => createScorer(program, coefficients, aContract(5))).toThrow('found 4 features')
})
