import { readFileSync } from 'node:fs'
import { createScorer, importModel, type Package } from '@ratchet-ml/scoring'
import { createRandom } from '@ratchet-ml/stats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aDearPackage, aPricePackage } from '../testing/packages.ts'
import { aFile, readyText } from '../testing/run-text.ts'
import { checkMutations } from './check-mutations.ts'
import { slotGroups, valueIn, withChanged } from './coefficient-slots.ts'
import { rowsToCover, tableOf } from './cover.ts'
import { coveringRows } from './covering-rows.ts'
import { rowWriter } from './mutation-sample.ts'

const price = await aPricePackage()
const dear = await aDearPackage()

/** Rows of the price models without missing values. */
function sampleOf(count: number, seed = 3) {
  const random = createRandom(seed)
  const row = () => [
    ...[random.nextBelow(20), random.nextBelow(60), random.nextFloat()],
    random.nextBelow(3),
  ]
  return { rows: Float64Array.from(Array.from({ length: count }, row).flat()), count, from: 'made' }
}

async function check(pkg: Package, kind: string, { count = 30, seed = 1, tolerance = {} } = {}) {
  return await checkMutations({
    ...{ package: pkg, count, seed, sample: sampleOf(500) },
    tolerance: { absolute: 1e-9, ...tolerance },
    ready: await readyText(aFile(kind), pkg),
    written: rowWriter(pkg),
  })
}

const golden = (rows: readonly string[], expected: readonly string[]) =>
  `golden:\n${rows.map((row, i) => `  - { row: ${row}, expect: ${expected[i]} }`).join('\n')}`
const rows = [
  '{ rooms: 4, age: 10, ignored: 1, town: A }',
  '{ rooms: 9, age: 3, ignored: -2, town: B }',
  '{ rooms: 2, age: 30, ignored: 5, town: C }',
]

test('golden rows that see every coefficient notice every disturbance', async () => {
  const expected = ['{ value: 117 }', '{ value: 145.5 }', '{ value: 111 }']
  const tight = '\ntolerance: { absolute: 1e-12 }'
  const report = await check(price, golden(rows, expected) + tight)
  expect(report.noticed).toBe(report.mutants.length)
  const names = new Set(report.mutants.map((one) => `${one.coefficient}[${one.index}]`))
  expect(names).toEqual(
    new Set(['bias[0]', ...[0, 1, 2, 3, 4, 5].map((index) => `weights[${index}]`)]),
  )
  // No row of the sample lacks a number, so that what stands in for it is nobody's answer.
  expect(report.movedNothing).toBe(3)
  expect(report.candidates).toBe(10)
})

test('a suite that checks nothing notices nothing, and is told rows that would have', async () => {
  const report = await check(price, `answer:\n  rows: [${rows[0]}]\n  holds: value > 0`)
  expect(report.noticed).toBe(0)
  for (const { row, noticedBy, moved } of report.mutants) {
    expect(noticedBy).toBeUndefined()
    expect(moved).toBeGreaterThan(0)
    expect(Object.keys(row ?? {})).toEqual(['rooms', 'age', 'ignored', 'town'])
  }
  const { columns, rows: table } = tableOf(rowsToCover(report.mutants), price)
  const kind = `table: ${JSON.stringify({ columns, rows: table })}\ntolerance: { ulp: 4 }`
  const covered = await check(price, kind)
  expect(covered.noticed).toBe(covered.mutants.length)
})

test('the same seed gives the same disturbances, another one others', async () => {
  const kind = golden(rows, ['{ label: cheap }', '{ label: dear }', '{ label: cheap }'])
  const [first, again, other] = [
    await check(dear, kind, { count: 5 }),
    await check(dear, kind, { count: 5 }),
    await check(dear, kind, { count: 5, seed: 2 }),
  ]
  expect(again).toEqual(first)
  expect(other?.mutants.map(({ index }) => index)).not.toEqual(
    first?.mutants.map(({ index }) => index),
  )
})

test('the amount is the smallest that moves a thousandth of the predictions beyond the tolerance', async () => {
  const kind = `answer:\n  rows: [${rows[0]}]\n  holds: value > 0`
  const { mutants } = await check(price, kind, { tolerance: { absolute: 0.5 } })
  const bias = mutants.find(({ coefficient }) => coefficient === 'bias')
  expect(Math.abs((bias?.to ?? 0) - 100)).toBeGreaterThan(0.5)
  expect(Math.abs((bias?.to ?? 0) - 100)).toBeLessThan(0.5 * 1.07)
  // The largest counts of rooms are 19: they move first.
  const rooms = mutants.find(({ coefficient, index }) => coefficient === 'weights' && index === 0)
  expect(Math.abs((rooms?.to ?? 0) - 3)).toBeLessThan((0.5 / 19) * 1.07)
})

test('a disturbance that moves nothing is never told as unnoticed', async () => {
  const { program, coefficients, contract } = price
  const sample = sampleOf(200)
  const scorer = (changed: typeof coefficients) => createScorer(program, changed, contract)
  const answers = (changed: typeof coefficients) => {
    const scored = scorer(changed).allocate(sample.count)
    scorer(changed).score(sample.rows, sample.count, scored)
    return [...(scored.value ?? [])]
  }
  const before = answers(coefficients)
  const kind = `answer:\n  rows: [${rows[0]}]\n  holds: value > 100`
  const ready = await readyText(aFile(kind), price)
  await fc.assert(
    fc.asyncProperty(fc.nat(1000), fc.constantFrom(1e-9, 0.1, 10), async (seed, absolute) => {
      const report = await checkMutations({
        ...{ package: price, count: 4, seed, sample, ready, tolerance: { absolute } },
        written: rowWriter(price),
      })
      for (const { coefficient, index, to, moved, from } of report.mutants) {
        const slot = { coefficient, index }
        expect(valueIn(coefficients, slot)).toBe(from)
        const after = answers(withChanged(coefficients, slot, to))
        const found = after.filter((x, i) => Math.abs(x - (before[i] ?? 0)) > absolute).length
        expect(found).toBe(moved)
        expect(found).toBeGreaterThan(0)
      }
    }),
    { numRuns: 20 },
  )
})

test('of trees leaf values, thresholds of numbers and sets of categories are changed, each valid', () => {
  const file = new URL(
    '../../../../../../examples/flights/model/flights-january.txt',
    import.meta.url,
  )
  const { program, coefficients, contract } = importModel(readFileSync(file))
  const groups = slotGroups(program, coefficients, contract)
  expect(groups.map((group) => group.coefficient)).toEqual([
    ...['trees.leafValues', 'trees.thresholds', 'trees.categories.words'],
  ])
  const flags = coefficients.get('trees.flags')?.data ?? []
  const [, thresholds] = groups
  expect(thresholds?.size).toBe([...flags].filter((flag) => (flag & 1) === 0).length)
  for (let i = 0; i < 50; i++)
    expect(flags[thresholds?.slot(i).index ?? 0]).toSatisfy((x: number) => (x & 1) === 0)
})

test('few rows are chosen to tell of many disturbances', () => {
  expect(coveringRows([[1, 2], [2, 3], [3], [], [2]])).toEqual([2, 2, 3, undefined, 2])
  fc.assert(
    fc.property(fc.array(fc.uniqueArray(fc.nat(9))), (sets) => {
      for (const [i, member] of coveringRows(sets).entries()) {
        if (sets[i]?.length === 0) expect(member).toBeUndefined()
        else expect(sets[i]).toContain(member)
      }
    }),
  )
})
