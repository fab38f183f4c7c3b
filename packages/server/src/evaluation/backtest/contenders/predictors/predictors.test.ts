import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildPackage, type Package, packPackage } from '@ratchet-ml/scoring'
import type { PredictionKind } from '@ratchet-ml/stats'
import { trainLogistic } from '@ratchet-ml/training'
import { expect, test } from 'vitest'
import { batchesOf } from '../../../../datasets/testing/batches.ts'
import { aFolder } from '../../../../datasets/testing/write-parquet.ts'
import type { StartEngine } from '../../../../platform/graph-engine.ts'
import { zoneOf } from '../../../../platform/zone.ts'
import { createEncodings } from './encodings.ts'
import { createEngines } from './engines.ts'
import { openPredictor } from './open-predictor.ts'
import type { PredictorWorld, RowBlock } from './types.ts'

const columns = [{ name: 'x', kind: 'number' }] as const
const kinds = new Set<PredictionKind>(['probability', 'label'])

const startsNone: StartEngine = async () => {
  throw new Error('No model here is a graph.')
}

function aWorld(change: Partial<PredictorWorld> = {}): PredictorWorld {
  const encodings = createEncodings(columns, 4)
  const own = { task: 'binary', classes: 2, capacity: 4, zone: zoneOf('UTC') } as const
  const engines = createEngines(startsNone)
  return { ...own, columns, kinds, encodings, engines, ...change }
}

function aBlock(xs: readonly number[], rows: readonly number[]): RowBlock {
  const [batch] = batchesOf(
    columns,
    xs.map((x) => [x]),
  )
  if (batch === undefined) throw new Error('no batch')
  const times = new Float64Array(rows.length)
  return { batch, rows: Int32Array.from(rows), count: rows.length, times, firstRow: 0 }
}

/** The greater x, the surer is the second class. */
async function aModel(classes: readonly [string, string], sign = 1): Promise<Package> {
  const values = Float64Array.of(-3, -2, -1, 1, 2, 3)
  const label = values.map((x) => Number(x * sign > 0))
  const data = { count: 6, features: [{ kind: 'numeric' as const, name: 'x', values }], label }
  const { fit: _fit, notes: _notes, format, ...model } = trainLogistic(data, { classes })
  return await buildPackage({ ...model, source: { format } })
}

async function aRecipe(pkg: Package) {
  const path = join(await aFolder(), 'model.ratchet')
  await writeFile(path, packPackage(pkg))
  return { kind: 'package', path, digest: pkg.digest, name: 'some@1' } as const
}

test('a package answers the rows that are asked for, in their order', async () => {
  const predictor = await openPredictor(await aRecipe(await aModel(['no', 'yes'])), aWorld())
  expect([...predictor.gives]).toEqual(['probability', 'label'])
  const { probability, label, value } = await predictor.predict(aBlock([-2, 0.5, 2], [2, 0]))
  const [high = 0, low = 1] = probability ?? []
  expect(high).toBeGreaterThan(0.6)
  expect(high + low).toBeCloseTo(1, 10)
  expect([...(label ?? [])].slice(0, 2)).toEqual([1, 0])
  expect(value).toBeUndefined()
})

test('classes in another order are put in that of the others', async () => {
  const world = aWorld({ classNames: ['no', 'yes'] })
  const straight = await openPredictor(await aRecipe(await aModel(['no', 'yes'])), world)
  const turned = await openPredictor(await aRecipe(await aModel(['yes', 'no'], -1)), world)
  const block = aBlock([-2, 1, 2], [0, 1, 2])
  const answered = [straight, turned].map(async (predictor) => {
    const { probability = [], label = [] } = await predictor.predict(block)
    return { probability: [...probability].slice(0, 3), label: [...label].slice(0, 3) }
  })
  const [a, b] = await Promise.all(answered)
  expect(b?.label).toEqual(a?.label)
  expect(a?.label).toEqual([0, 1, 1])
  for (const [i, share] of (a?.probability ?? []).entries()) {
    expect(b?.probability[i]).toBeCloseTo(share, 12)
  }
})

test('classes of other names are refused', async () => {
  const recipe = await aRecipe(await aModel(['no', 'perhaps']))
  const opened = openPredictor(recipe, aWorld({ classNames: ['no', 'yes'] }))
  await expect(opened).rejects.toMatchObject({
    code: 'contract-incompatible',
    message: 'some@1 tells apart no, perhaps; expected the classes no, yes.',
  })
})

test('bytes that are not those of the digest are refused', async () => {
  const recipe = await aRecipe(await aModel(['no', 'yes']))
  const other = await aModel(['a', 'b'])
  const swapped = openPredictor({ ...recipe, digest: other.digest }, aWorld())
  await expect(swapped).rejects.toMatchObject({ code: 'package-corrupt' })
  await writeFile(recipe.path, 'no package')
  await expect(openPredictor(recipe, aWorld())).rejects.toMatchObject({
    code: expect.stringMatching(/^(package|model)-/),
  })
})

test('a block is encoded once for contracts that encode it alike, and anew for the next block', async () => {
  const encodings = createEncodings(columns, 4)
  const [a, b] = [await aModel(['no', 'yes']), await aModel(['a', 'b'])]
  const encode = encodings.of(a.contract, 'a')
  expect(encodings.of(b.contract, 'b')).toBe(encode)
  const block = aBlock([1, 2], [0, 1])
  expect([...encode(block)].slice(0, 2)).toEqual([1, 2])
  expect([...encode(aBlock([5, 6], [1, 0]))].slice(0, 2)).toEqual([6, 5])
  expect([...encode(block)].slice(0, 2)).toEqual([1, 2])
})

test('nobody who answers nothing answers', async () => {
  const predictor = await openPredictor({ kind: 'none', because: 'nothing is past' }, aWorld())
  expect(predictor.gives.size).toBe(0)
  expect(predictor.predict(aBlock([1, 2], [0, 1]))).toEqual({ answered: new Uint8Array(2) })
})
