import { nextUp } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { createScorer } from '../kernels/scorer.ts'
import { buildPackage } from '../package/build.ts'
import { aLinearModel, aTreeModel } from '../package/testing/models.ts'
import type { Scorer } from '../scorer-types.ts'
import { interpretRows } from './interpret-rows.ts'
import { verifyPackage } from './replay.ts'
import { makeVerificationRows } from './synthesise.ts'

const trees = aTreeModel()
const make = (options: { seed: number; count: number; sample?: Float64Array }, model = trees) =>
  makeVerificationRows(model.program, model.coefficients, model.contract, options)

test('makes the same rows from the same seed, and others from another', () => {
  expect(make({ seed: 7, count: 20 })).toEqual(make({ seed: 7, count: 20 }))
  expect(make({ seed: 7, count: 20 }).rows).not.toEqual(make({ seed: 8, count: 20 }).rows)
})

test('puts boundary rows on the thresholds and on both neighbours', () => {
  const { rows, kinds } = make({ seed: 1, count: 200 })
  const distances = column(rows, 0).filter((_, i) => kinds[i] === 'boundary')
  const below = 500.49999999999994
  expect(new Set(distances)).toEqual(new Set([below, 500.5, 500.50000000000006]))
  expect(new Set(column(rows, 1).filter((_, i) => kinds[i] === 'boundary'))).toEqual(
    new Set([0, 1, 2]),
  )
})

test('finds the thresholds of a tree behind imputed, scaled and joined columns', () => {
  const model = aTreeModel()
  const [input, tree, ...rest] = model.program.steps
  if (input?.op !== 'input@1' || tree?.op !== 'treeEnsemble@1') throw new Error('another model')
  const program = {
    ...model.program,
    steps: [
      input,
      { op: 'impute@1', in: 'row', out: 'filled', columns: [0], values: 'fill' },
      { op: 'scale@1', in: 'filled', out: 'scaled', columns: [0], center: 'fill', scale: 'scale' },
      { op: 'impute@1', in: 'row', out: 'others', columns: [1, 2], values: 'fills' },
      { op: 'concat@1', in: ['scaled', 'others'], out: 'joined' },
      { ...tree, in: 'joined' },
      ...rest,
    ],
  } as typeof model.program
  const coefficients = new Map([
    ...model.coefficients,
    ['fill', { shape: [1], data: new Float64Array([100]) }],
    ['scale', { shape: [1], data: new Float64Array([2]) }],
    ['fills', { shape: [2], data: new Float64Array([0, 0]) }],
  ] as const)
  const { rows, kinds } = makeVerificationRows(program, coefficients, model.contract, {
    seed: 1,
    count: 100,
  })
  const distances = column(rows, 0).filter((_, i) => kinds[i] === 'boundary')
  expect(new Set(distances.map(Math.round))).toEqual(new Set([1101]))
})

test('takes each feature away in turn, and all at once', () => {
  const { rows, kinds } = make({ seed: 1, count: 100 })
  const missing = kinds.flatMap((kind, i) => (kind === 'missing' ? [rowAt(rows, i)] : []))
  expect(missing[0]).toEqual([Number.NaN, Number.NaN, Number.NaN])
  for (const feature of [0, 1, 2]) {
    expect(missing.some((row) => row.every((x, j) => Number.isNaN(x) === (j === feature)))).toBe(
      true,
    )
  }
})

test('shuffles a sample column by column, so that no row of it travels', () => {
  const sample = new Float64Array(Array.from({ length: 300 }, (_, i) => (i % 3 === 1 ? i % 2 : i)))
  const { rows, kinds } = make({ seed: 1, count: 100, sample })
  const shuffled = kinds.flatMap((kind, i) => (kind === 'shuffled' ? [rowAt(rows, i)] : []))
  expect(shuffled).toHaveLength(50)
  const real = shuffled.filter(([distance = 0, , hour = 0]) => hour - distance === 2)
  expect(real.length).toBeLessThan(5)
  for (const [j, value] of shuffled.flatMap((row) => row.map((x, j) => [j, x] as const))) {
    expect(column(sample, j)).toContain(value)
  }
})

test('makes no rows of a sample without one', () => {
  expect(make({ seed: 1, count: 100 }).kinds).not.toContain('shuffled')
  expect(make({ seed: 1, count: 0 }).kinds).toEqual([])
})

test('counts the rows by kind, the rows that differ and by how much', async () => {
  const pkg = await buildPackage(trees)
  const none = { expected: 'reference', mismatches: 0, largestUlp: 0 }
  expect(verifyPackage(pkg)).toEqual({
    groups: [
      { kind: 'boundary', rows: 75, ...none },
      { kind: 'missing', rows: 32, ...none },
      { kind: 'unseen', rows: 21, ...none },
    ],
    ...{ rows: 128, sourceRows: 0, mismatches: 0, largestUlp: 0 },
  })
  const raw = pkg.verification.raw.slice()
  raw[3] = (raw[3] as number) * (1 + 2 * Number.EPSILON)
  raw[5] = Number.NaN
  const report = verifyPackage({ ...pkg, verification: { ...pkg.verification, raw } })
  expect(report).toMatchObject({ mismatches: 2, largestUlp: Number.POSITIVE_INFINITY })
  expect(report.firstMismatch).toEqual({
    row: 3,
    kind: 'boundary',
    output: 'raw',
    index: 0,
    found: pkg.verification.raw[3],
    expected: raw[3],
  })
})

test('compares what the link makes of the margins: bits with our own, ulp with the source', async () => {
  const pkg = await buildPackage(trees)
  const { linked } = pkg.verification
  expect(linked).toMatchObject({ output: 'probability', width: 2 })
  if (linked === undefined) return
  const replay = (ulp: number, expected: 'source' | 'reference') => {
    const values = linked.values.slice()
    for (let i = 0; i < ulp; i++) values[5] = nextUp(values[5] as number)
    const verification = {
      ...pkg.verification,
      expected: pkg.verification.expected.map(() => expected),
      linked: { ...linked, values },
    }
    return verifyPackage(
      { ...pkg, verification },
      createScorer(pkg.program, pkg.coefficients, pkg.contract),
    )
  }
  expect(replay(0, 'reference')).toMatchObject({ mismatches: 0, largestUlp: 0 })
  expect(replay(1, 'reference').firstMismatch).toMatchObject({
    row: 2,
    output: 'probability',
    index: 1,
  })
  expect(replay(2, 'source')).toMatchObject({ mismatches: 0, largestUlp: 2 })
  expect(replay(3, 'source')).toMatchObject({ mismatches: 1, largestUlp: 3 })
})

test('tells zero from minus zero, and holds NaN for NaN', () => {
  const model = aLinearModel()
  const rows = new Float64Array([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0.125])
  const kinds = ['unseen', 'boundary'] as const
  const expected = ['reference', 'reference'] as const
  const verification = { featureCount: 2, rows, kinds, expected, rawWidth: 1 }
  const { raw } = interpretRows(model.program, model.coefficients, rows, 2)
  expect([...raw]).toEqual([Number.NaN, 0])
  const replay = (expected: Float64Array) =>
    verifyPackage({ ...model, verification: { ...verification, raw: expected } })
  expect(replay(raw).mismatches).toBe(0)
  expect(replay(new Float64Array([Number.NaN, -0])).mismatches).toBe(1)
})

test('allows margins of the source library the tolerance that the contract states', () => {
  const model = aLinearModel()
  const numeric = { raw: { relative: 1e-12 }, linkUlp: 4 } as const
  const made = make({ seed: 1, count: 16 }, model)
  const raw = made.raw.map((x) => (Number.isFinite(x) ? x * (1 + 1e-13) : x))
  const replay = (expected: 'source' | 'reference') =>
    verifyPackage({
      ...model,
      contract: { ...model.contract, numeric },
      verification: { ...made, raw, expected: made.expected.map(() => expected) },
    })
  expect(replay('source').mismatches).toBe(0)
  expect(replay('reference').mismatches).toBeGreaterThan(0)
})

test('asks the scorer that it is given', async () => {
  const pkg = await buildPackage(aLinearModel())
  const scorer: Scorer = {
    contract: pkg.contract,
    featureCount: 2,
    engine: 'kernels',
    allocate: (count) => ({ count, rawWidth: 1, raw: new Float64Array(count) }),
    score: (_, count, into) => {
      into.count = count
    },
  }
  expect(verifyPackage(pkg, scorer).mismatches).toBeGreaterThan(100)
  const wide = {
    ...scorer,
    allocate: (count: number) => ({ ...scorer.allocate(count), rawWidth: 0 }),
  }
  expect(() => verifyPackage(pkg, wide)).toThrow(RangeError)
})

function column(rows: Float64Array, feature: number): number[] {
  return [...rows].filter((_, i) => i % 3 === feature)
}

function rowAt(rows: Float64Array, i: number): number[] {
  return [...rows.subarray(i * 3, i * 3 + 3)]
}
