import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ContenderPlan } from '@ratchet-ml/protocol'
import { buildPackage, loadPackage, type Package, packPackage } from '@ratchet-ml/scoring'
import { trainLinear } from '@ratchet-ml/training'
import { expect, test } from 'vitest'
import { aFolder } from '../../../datasets/testing/write-parquet.ts'
import { spanTrainer } from '../../../retraining/index.ts'
import {
  aDataset,
  askAll,
  planningWorld,
  type SmallTable,
} from '../contenders/testing/small-world.ts'
import { makeModel } from './make-model.ts'
import { planTrainer } from './plan-trainer.ts'
import { taskOf } from './task-of.ts'

const day = 86_400_000_000
const start = Date.UTC(2001, 0, 1) * 1000

/** Days of four months; the label is a multiple of x that changes with the month. */
function aTable(slopes: readonly number[] = [1, 2, 3, 4], days = 120): SmallTable {
  const rows = Array.from({ length: days }, (_, i) => {
    const time = start + i * day
    const x = (i % 5) - 2
    return [time, (slopes[new Date(time / 1000).getUTCMonth()] ?? 0) * x, x]
  })
  return {
    columns: [
      { name: 'time', kind: 'timestamp' },
      { name: 'y', kind: 'number' },
      { name: 'x', kind: 'number' },
    ],
    rows,
  }
}

type TrainerPlan = Extract<ContenderPlan, { kind: 'trainer' }>

function aTrainer(recipe: Partial<TrainerPlan['recipe']> = {}): TrainerPlan {
  const settings = { algorithm: 'linear', l2: 1e-9, every: 1 } as const
  return {
    kind: 'trainer',
    name: 'recipe:some',
    recipe: { ...settings, features: ['x'], ...recipe },
  }
}

/** By month: the slope of the model that answered, and the days that it was trained on. */
async function slopes(plan: ContenderPlan, table = aTable(), options = {}) {
  const asked = { task: 'regression', folder: await aFolder(), ...options } as const
  const results = [...((await askAll(table, [plan], asked)).get('recipe:some') ?? [])]
  return results.map(([, { answers, stand }]) => {
    if (stand.counted.kind !== 'evidence') return stand.counted
    // The least answer is that of x = -2.
    const slope = -Math.min(...(answers.value ?? [])) / 2
    return { slope: Math.round(slope * 1000) / 1000, trainedOn: daysOf(stand.trainedOn) }
  })
}

function daysOf(span: { readonly from: number; readonly until: number } | undefined) {
  return span && [(span.from - start) / day, (span.until - start) / day]
}

const nothing = {
  kind: 'no-answer',
  because: 'no model was trained on rows that end before this partition',
}

test('the newest model answers whose training ended before the month', async () => {
  expect(await slopes(aTrainer({ window: { partitions: 1 } }))).toEqual([
    nothing,
    { slope: 1, trainedOn: [0, 31] },
    { slope: 2, trainedOn: [31, 59] },
    { slope: 3, trainedOn: [59, 90] },
  ])
  expect(await slopes(aTrainer({ window: { partitions: 1 }, every: 2 }))).toEqual([
    nothing,
    { slope: 1, trainedOn: [0, 31] },
    { slope: 1, trainedOn: [0, 31] },
    { slope: 3, trainedOn: [59, 90] },
  ])
})

test('what is trained once goes on answering', async () => {
  const once = { slope: 1, trainedOn: [0, 31] }
  expect(await slopes(aTrainer({ every: 'never' }))).toEqual([nothing, once, once, once])
})

test('a gap keeps the last days from every model', async () => {
  const found = await slopes(aTrainer({ window: '20d' }), aTable(), { gap: 5 * day })
  expect(found.slice(1)).toMatchObject([
    { trainedOn: [6, 26] },
    { trainedOn: [34, 54] },
    { trainedOn: [65, 85] },
  ])
})

test('all of the past is learned from without a window', async () => {
  const found = await slopes(aTrainer())
  expect(found.slice(1)).toMatchObject([
    { trainedOn: [0, 31], slope: 1 },
    { trainedOn: [0, 59] },
    { trainedOn: [0, 90] },
  ])
})

test('a model that cannot be made leaves the word to the one before it', async () => {
  const table = aTable()
  const holes = table.rows.map((row) => {
    const month = new Date(Number(row[0]) / 1000).getUTCMonth()
    return month === 1 ? [row[0] ?? null, null, row[2] ?? null] : row
  })
  const found = await slopes(aTrainer({ window: { partitions: 1 } }), { ...table, rows: holes })
  expect(found[2]).toEqual({ slope: 1, trainedOn: [0, 31] })
})

test('whatever comes later, a month has the same models', async () => {
  const options = async () => ({ task: 'regression', folder: await aFolder() }) as const
  const plan = aTrainer({ window: '40d' })
  const ask = async (table: SmallTable) =>
    (await askAll(table, [plan], await options())).get(plan.name)
  const [a, b] = [await ask(aTable()), await ask(aTable([1, 2, -7, 5]))]
  for (const month of ['2001-02', '2001-03']) {
    expect(b?.get(month)?.stand.digest).toBe(a?.get(month)?.stand.digest)
    expect(b?.get(month)?.answers.value).toEqual(a?.get(month)?.answers.value)
  }
  expect(b?.get('2001-04')?.stand.digest).not.toBe(a?.get('2001-04')?.stand.digest)
})

async function aModel(slope: number): Promise<Package> {
  const x = Float64Array.of(-2, -1, 0, 1, 2)
  const {
    fit: _fit,
    notes: _notes,
    format,
    ...model
  } = trainLinear(
    {
      count: 5,
      features: [{ kind: 'numeric', name: 'x', values: x }],
      label: x.map((v) => slope * v),
    },
    { l2: 1e-9 },
  )
  return await buildPackage({ ...model, source: { format } })
}

test('of models made elsewhere the newest answers that was trained in time', async () => {
  const folder = await aFolder()
  const models = [await aModel(7), await aModel(8)]
  const shelved = models.map(async (pkg, i) => {
    const path = join(folder, `${i}.ratchet`)
    await writeFile(path, packPackage(pkg))
    return [pkg.digest, { path, contract: pkg.contract }] as const
  })
  const plan: ContenderPlan = {
    kind: 'files',
    name: 'recipe:some',
    models: [
      { source: 'b', digest: models[1]?.digest ?? 'sha256:', until: '2001-04-01T00:00:00Z' },
      {
        source: 'a',
        digest: models[0]?.digest ?? 'sha256:',
        from: '2000-12-01T00:00:00Z',
        until: '2001-02-01T00:00:00Z',
      },
    ],
  }
  const packages = new Map(await Promise.all(shelved))
  const none = { ...nothing, because: 'the training data of no model end before this partition' }
  expect(await slopes(plan, aTable(), { packages })).toEqual([
    none,
    { slope: 7, trainedOn: [-31, 31] },
    { slope: 7, trainedOn: [-31, 31] },
    { slope: 8, trainedOn: undefined },
  ])
  const late = await slopes(plan, aTable(), { packages, gap: day })
  expect(late).toMatchObject([none, none, { slope: 7 }, { slope: 7 }])
})

test('a model is made once, and a half-written one is none', async () => {
  const folder = await aFolder()
  const options = {
    trainer: spanTrainer,
    dataset: aDataset(aTable(), { task: 'regression' }),
    folder,
    signal: new AbortController().signal,
  }
  const settings = { algorithm: 'linear', features: ['x'], l2: 1 } as const
  const task = taskOf(settings, { from: start, until: start + 31 * day }, 'y')
  await writeFile(join(folder, `${task.id}.ratchet.partial`), 'half')
  const first = await makeModel(task, options)
  if (first.kind !== 'made') throw new Error('not made')
  expect((await loadPackage(new Uint8Array(await readFile(first.path)))).digest).toBe(first.digest)
  expect(await readdir(folder)).toEqual([`${task.id}.ratchet`])
  const trainer = { train: () => Promise.reject(new Error('trained twice')) }
  expect(await makeModel(task, { ...options, trainer })).toEqual(first)
})

test('a stride takes every so many of the labelled rows of the span', async () => {
  const table = aTable()
  const signal = new AbortController().signal
  const train = (rows: SmallTable['rows'], stride: number | undefined) =>
    spanTrainer.train(
      taskOf(
        { algorithm: 'linear', features: ['x'], l2: 1 },
        { from: start + day, until: start + 31 * day },
        'y',
        stride,
      ),
      aDataset({ ...table, rows }, { task: 'regression' }),
      signal,
    )
  const thinned = table.rows.filter((_, i) => i < 1 || i > 30 || (i - 1) % 3 === 0)
  expect((await train(table.rows, 3)).digest).toBe((await train(thinned, undefined)).digest)
  expect((await train(table.rows, undefined)).digest).not.toBe((await train(table.rows, 3)).digest)
})

test('of too many columns the widest categories are left out', async () => {
  const words = (count: number) => (_: unknown, i: number) => `w${i % count}`
  const table: SmallTable = {
    columns: [
      { name: 'time', kind: 'timestamp' },
      { name: 'y', kind: 'number' },
      { name: 'x', kind: 'number' },
      { name: 'few', kind: 'text' },
      { name: 'many', kind: 'text' },
    ],
    rows: aTable().rows.map((row, i) => [...row, words(3)(row, i), words(40)(row, i)]),
  }
  const train = async (mostColumns?: number) => {
    const settings = { algorithm: 'linear', features: ['many', 'x', 'few'], l2: 1 } as const
    const task = taskOf(
      { ...settings, ...(mostColumns !== undefined && { mostColumns }) },
      { from: start, until: start + 90 * day },
      'y',
    )
    const dataset = aDataset(table, { task: 'regression' })
    const { contract } = await spanTrainer.train(task, dataset, new AbortController().signal)
    return contract.inputs.map(({ name }) => name)
  }
  expect(await train()).toEqual(['many', 'x', 'few'])
  expect(await train(44)).toEqual(['many', 'x', 'few'])
  expect(await train(43)).toEqual(['x', 'few'])
  expect(await train(3)).toEqual(['x'])
})

test('learning row by row goes by time, whatever the order of the rows', async () => {
  const rows = aTable([], 60).rows.map(([time], i) => [
    time,
    i < 40 ? i % 4 === 0 : i % 4 > 0,
    i % 3,
  ])
  const table = (order: readonly (readonly unknown[])[]) => ({
    columns: [
      { name: 'time', kind: 'timestamp' },
      { name: 'y', kind: 'boolean' },
      { name: 'x', kind: 'number' },
    ],
    rows: order,
  })
  const settings = { algorithm: 'online-logistic', features: ['x'], rate: 0.1, passes: 2 } as const
  const train = async (order: readonly (readonly unknown[])[], oneHot?: readonly string[]) => {
    const span = { from: start, until: start + 60 * day }
    const task = taskOf({ ...settings, oneHot }, span, 'y')
    const dataset = aDataset(table(order) as SmallTable, { task: 'binary' })
    return await spanTrainer.train(task, dataset, new AbortController().signal)
  }
  expect((await train(rows.toReversed())).digest).toBe((await train(rows)).digest)
  const { contract } = await train(rows, ['x'])
  expect(contract.inputs).toMatchObject([{ name: 'x', type: 'category', levels: [0, 1, 2] }])
})

test('tasks that differ in anything have ids of their own', () => {
  const settings = { algorithm: 'linear', features: ['x'], l2: 1 } as const
  const span = { from: 1, until: 2 }
  const ids = [
    taskOf(settings, span, 'y'),
    taskOf({ ...settings, l2: 2 }, span, 'y'),
    taskOf({ ...settings, algorithm: 'logistic' }, span, 'y'),
    taskOf({ ...settings, features: ['z'] }, span, 'y'),
    taskOf(settings, { from: 0, until: 2 }, 'y'),
    taskOf(settings, { from: 1, until: 3 }, 'y'),
    taskOf(settings, span, 'z'),
    taskOf(settings, span, 'y', 2),
    taskOf({ ...settings, mostColumns: 9 }, span, 'y'),
    taskOf({ ...settings, oneHot: ['x'] }, span, 'y'),
    taskOf({ ...settings, rate: 1 }, span, 'y'),
    taskOf({ ...settings, passes: 1 }, span, 'y'),
  ].map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(taskOf(settings, span, 'y', 1).id).toBe(ids[0])
})

test.each<[string, Partial<TrainerPlan['recipe']>, string]>([
  ['a trainer of another task', { algorithm: 'logistic' }, 'usage'],
  ['no features', { features: [] }, 'usage'],
  ['the label as a feature', { features: ['y'] }, 'usage'],
  ['a time as a feature', { features: ['time'] }, 'usage'],
  ['a feature that is not there', { features: ['xx'] }, 'data-column-missing'],
  ['a category that is no feature', { oneHot: ['xx'] }, 'usage'],
  ['learning online of values', { algorithm: 'online-logistic' }, 'usage'],
])('%s is refused', (_, recipe, code) => {
  const plan = () => planTrainer(aTrainer(recipe), planningWorld(aTable(), { task: 'regression' }))
  expect(plan).toThrow(expect.objectContaining({ code }))
})
