import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Digest, PackageFiles } from '@ratchet-ml/scoring'
import { expect, test } from 'vitest'
import { packageAnswerer } from '../batch/local-answerer.ts'
import { openAnswerer } from '../batch/open-answerer.ts'
import { aFolder } from '../datasets/testing/write-parquet.ts'
import type { GraphEngine } from '../platform/graph-engine.ts'
import { graphPackage } from '../serving/testing/graph-package.ts'
import { createEngines } from './backtest/contenders/predictors/engines.ts'
import type { RunOptions } from './backtest/run/run-backtest.ts'
import { aVersion, runOn } from './backtest/testing/flights.ts'
import { toleranceOf } from './regression/add-command.ts'
import { aPricePackage } from './regression/testing/packages.ts'
import { aProject, runSuite, type World } from './regression/testing/world.ts'
import { addingHere, dyingHere } from './testing/adding-here.ts'

const sums = await graphPackage()

/** Days of four months; `odd` stands in the last row. */
async function aHistory(odd = 1): Promise<string> {
  const folder = await aFolder()
  const days = Array.from({ length: 120 }, (_, i) => {
    const at = new Date(Date.UTC(2024, 0, 1 + i)).toISOString()
    const x = i === 119 ? odd : i / 4
    return `${at},${x},${i % 7},${i % 3},${i / 4 + (i % 7) + (i % 3)}`
  })
  await writeFile(join(folder, 'sums.csv'), ['at,x[0],x[1],n,y', ...days].join('\n'))
  return folder
}

async function backtest(folder: string, options: Partial<RunOptions>) {
  const config = { files: 'sums.csv', time: { column: 'at', zone: 'UTC' }, label: 'y' }
  const asked = { config, label: 'y', time: 'at', metrics: ['rmse'], baselines: ['mean'] }
  return await runOn(folder, [aVersion('sums@1', sums)], asked, options)
}

test('a graph is judged in a back-test like any version, and the same when it is run again', async () => {
  const folder = await aHistory(119 / 4)
  const sizes: number[] = []
  const found = await backtest(folder, { startEngine: addingHere(sizes) })
  expect(found.partitions).toHaveLength(4)
  expect(found.common?.results['sums@1']?.['rmse']).toMatchObject({
    kind: 'value',
    value: 0,
    n: 120,
  })
  expect(await backtest(folder, { startEngine: addingHere() })).toEqual(found)
  // So no row is answered otherwise because of what stands beside it.
  expect(new Set(sizes)).toEqual(new Set([32]))
})

test('what ends a back-test of a graph is told with its version and partition', async () => {
  const unanswered = backtest(await aHistory(666), { startEngine: addingHere() })
  await expect(unanswered).rejects.toMatchObject({
    code: 'row-unanswered',
    message:
      'sums@1: Row 120: adding 1.0.0 does not answer a row: The adding library takes no 666. (Counted from the first row that was read for 2024-01.)',
  })
  const broken = backtest(await aHistory(), { startEngine: dyingHere })
  await expect(broken).rejects.toMatchObject({
    code: 'engine-failed',
    message:
      'sums@1: The engine did not answer the rows: It ended. (In 2024-01, 2024-02, 2024-03, 2024-04.)',
  })
})

const cases = (rows: string) => `ratchetTests: 1
cases:
  - name: the sum
    golden:
      - { row: { 'x[0]': 1, 'x[1]': 2, n: 3 }, expect: { value: 6 } }
      - { row: { x: [1, 2], n: 4 }, expect: { value: 7 } }
      - { row: { x: [1, 2, 3], n: 4 }, expect: { refused: row-type } }
  - name: order is no matter
    invariance: { rows: [${rows}], change: { n: [4], 'x[0]': [1, 0.5] } }
    tolerance: { absolute: 10 }
`

async function tested(rows: string, options = {}) {
  const own = await aProject(sums, { 'tests/price/sums.yaml': cases(rows) })
  const world: World = { ...own, context: { ...own.context, startEngine: addingHere() } }
  return await runSuite(world, options)
}

test('regression cases run on a graph; that nothing in it can be disturbed is said', async () => {
  const { status, human, result } = await tested('{ x: [1, 2], n: 3 }', {
    mutations: 10,
  })
  expect({ status, passed: result.passed }).toEqual({ status: 0, passed: 2 })
  expect(human).toMatch(/Mutation check: not made\..*how much these cases notice is not known\.$/)
  expect(result.mutations).toBeUndefined()
})

test('a row that the library does not answer fails its case alone, and is shown', async () => {
  const { status, result } = await tested('{ x: [0.5, 666], n: 3 }')
  expect({ status, passed: result.passed, failed: result.failed }).toEqual({
    ...{ status: 1, passed: 1, failed: 1 },
  })
  expect(result.cases[1]?.failures[0]?.found).toBe(
    'adding 1.0.0 does not answer a row: The adding library takes no 666. (x[0] = 0.5, x[1] = 666, n = 3)',
  )
})

test('of rows that the contract refuses the library is not asked', async () => {
  const refused = "- { row: { 'x[0]': 666, n: 4 }, expect: { refused: row-field-missing } }"
  const answered = '- { row: { x: [1, 2], n: 3 }, expect: { value: 6 } }'
  const yaml = `ratchetTests: 1
cases:
  - { name: alone, golden: [${refused.slice(2)}] }
  - name: beside one that is answered
    golden:
      ${refused}
      ${answered}
`
  const own = await aProject(sums, { 'tests/price/sums.yaml': yaml })
  const world: World = { ...own, context: { ...own.context, startEngine: addingHere() } }
  expect((await runSuite(world)).result).toMatchObject({ passed: 2, failed: 0 })
})

test.each([
  ['{ x: [1], n: 3 }', /line 9, .*x must be numbers in arrays of the shape \[2\]/],
  ['{ n: [3], x: [1, 2] }', /there is no tensor "n"/],
])('the row %s of a relation is refused at its place', async (rows, message) => {
  await expect(tested(rows)).rejects.toThrow(message)
})

test('rows of cases are answered each alone, as those of a caller', async () => {
  const sizes: number[] = []
  const answerer = await openAnswerer(sums, addingHere(sizes))
  const into = answerer.allocate(3)
  await answerer.answer(Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), 3, into)
  expect([...(into.value ?? [])]).toEqual([6, 15, 24])
  expect(sizes).toEqual([1, 1, 1])
})

test.each([
  { blocks: [40, 8], runs: [32, 32, 32] },
  { blocks: [0, 2, 0], runs: [1, 1] },
])('lines in blocks of $blocks are answered in runs of one size', async ({ blocks, runs }) => {
  const sizes: number[] = []
  const answerer = await packageAnswerer({ startEngine: addingHere(sizes) }, sums)
  const into = answerer.allocate(40)
  for (const length of blocks) {
    const records = Array.from({ length }, () => ({ x: [1, 2], n: 3 }))
    const encoded = Float64Array.from(records.flatMap(({ x, n }) => [...x, n]))
    await answerer.answer({ records, encoded }, into)
    expect(into.value?.subarray(0, length)).toEqual(new Float64Array(length).fill(6))
  }
  expect(sizes).toEqual(runs)
})

test('of many graphs, the engine that was asked longest ago ends', async () => {
  const open = new Set<string>()
  let most = 0
  const engines = createEngines(async (files) => {
    const [name = ''] = files.keys()
    open.add(name)
    most = Math.max(most, open.size)
    return { answer: async () => {}, close: () => open.delete(name) } as unknown as GraphEngine
  })
  const ask = (name: string) => {
    const files = async (): Promise<PackageFiles> => new Map([[name, new Uint8Array()]])
    const into = { count: 0, rawWidth: 1, raw: new Float64Array(1) }
    return engines.answer({ digest: name as Digest, files }, new Float64Array(1), 1, into)
  }
  for (const name of ['a', 'b', 'c', 'd', 'a', 'e']) await ask(name)
  expect([...open]).toEqual(['a', 'c', 'd', 'e'])
  expect(most).toBe(4)
  engines.close()
  expect(open.size).toBe(0)
})

test('a case of a prediction has the tolerance that other machines need', async () => {
  const [graph, own] = await Promise.all([graphPackage(), aPricePackage()])
  expect(toleranceOf(graph)).toEqual({ relative: 1e-4, absolute: 1e-5 })
  expect(toleranceOf(own)).toBeUndefined()
})
