import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Client, ServerProblem } from '@ratchet-ml/client'
import type { Provenance, RecipeConfig, VersionView } from '@ratchet-ml/protocol'
import { buildPackage, type Package, packPackage } from '@ratchet-ml/scoring'
import { trainLinear, trainLogistic } from '@ratchet-ml/training'
import { expect, test } from 'vitest'
import { aFolder } from '../../../datasets/testing/write-parquet.ts'
import { zoneOf } from '../../../platform/zone.ts'
import { distancePackage } from '../../../serving/testing/distance-package.ts'
import { type ContenderRequest, settleContenders } from './settle-contenders.ts'
import { aDataset, type SmallTable } from './testing/small-world.ts'
import { openVersions } from './versions/open-versions.ts'
import { parseTraining } from './versions/training-of.ts'

const digest = `sha256:${'1'.repeat(64)}` as const
const january = { from: '2001-01-01T00:00:00.000000Z', until: '2001-02-01T00:00:00.000000Z' }

const table: SmallTable = {
  columns: [
    { name: 'time', kind: 'timestamp' },
    { name: 'y', kind: 'boolean' },
    { name: 'x', kind: 'number' },
  ],
  rows: [],
}

const first = await aModel(1)
const second = await aModel(2)

/** Logistic of two classes unless classes are to be absent. */
async function aModel(l2: number, classes?: readonly [string, string]): Promise<Package> {
  const values = Float64Array.of(-2, -1, 1, 2)
  const data = {
    count: 4,
    features: [{ kind: 'numeric' as const, name: 'x', values }],
    label: values.map((x) => Number(x > 0)),
  }
  const {
    fit: _fit,
    notes: _notes,
    format,
    ...model
  } = trainLogistic(data, {
    l2,
    ...(classes && { classes }),
  })
  return await buildPackage({ ...model, source: { format } })
}

async function aRegression(): Promise<Package> {
  const values = Float64Array.of(-2, -1, 1, 2)
  const data = {
    count: 4,
    features: [{ kind: 'numeric' as const, name: 'x', values }],
    label: values,
  }
  const { fit: _fit, notes: _notes, format, ...model } = trainLinear(data)
  return await buildPackage({ ...model, source: { format } })
}

/** A registry of versions of one model, the last being the champion unless there is none. */
function aRegistry(
  versions: readonly { readonly package: Package; readonly provenance?: Provenance }[],
  champion?: number,
) {
  const views = versions.map(
    ({ package: pkg, provenance = {} }, i): VersionView => ({
      model: 'flights',
      version: i + 1,
      digest: pkg.digest,
      format: 'ratchet-training',
      task: 'binary',
      sizeBytes: 1,
      createdAt: '2026-01-01T00:00:00Z',
      createdBy: 'os:tester',
      provenance,
      aliases: [],
    }),
  )
  const client: Pick<Client, 'versions' | 'version' | 'package'> = {
    versions: async () => views,
    version: async (_, reference) => {
      const number = reference === 'champion' ? champion : Number(reference)
      const found = views.find(({ version }) => version === number)
      if (found !== undefined) return found
      throw new ServerProblem({
        code: 'version-not-found',
        ...{ type: '', title: '', status: 404, detail: 'none', retry: 'never' },
      })
    },
    package: async (_, reference) => {
      const found = versions.find((one) => one.package.digest === reference)
      if (found === undefined) throw new Error('no package')
      return packPackage(found.package)
    },
  }
  return client as Client // the rest is not called
}

async function settle(
  client: Client,
  change: Partial<ContenderRequest> & { readonly named?: readonly string[] } = {},
) {
  const { named = [], ...request } = change
  const context = { workingFolder: '.', client: async () => client, note: () => {} }
  const versions = request.versions ?? (await openVersions(context, 'flights', named, []))
  return await settleContenders(context, {
    ...{ model: 'flights', recipes: [], recipeFolder: '.', label: 'y', datasetDigest: digest },
    dataset: aDataset(table, { task: 'binary' }),
    ...request,
    versions,
  })
}

const namesOf = ({ plans }: Awaited<ReturnType<typeof settle>>) => plans.map(({ name }) => name)

test('versions come first, then recipes, then baselines', async () => {
  const client = aRegistry([{ package: first }, { package: second }])
  const recipe: RecipeConfig = { algorithm: 'logistic', every: 'never' }
  const settled = await settle(client, { recipes: [['frozen', recipe]], baselines: ['prior'] })
  expect(namesOf(settled)).toEqual(['flights@1', 'flights@2', 'recipe:frozen', 'baseline:prior'])
  expect(settled.plans[2]).toEqual({
    kind: 'trainer',
    name: 'recipe:frozen',
    recipe: { algorithm: 'logistic', every: 'never', features: ['x'], l2: 1 },
  })
  expect([...settled.packages.keys()]).toEqual([first.digest, second.digest])
  expect(settled.areRegistered).toBe(true)
})

test('what a version was trained on is what its provenance says, else what is said of it', async () => {
  const client = aRegistry([
    { package: first, provenance: { trainedOn: january } },
    { package: second, provenance: { source: `snapshot ${digest}` } },
    { package: await aModel(4), provenance: { elsewhere: true } },
    { package: await aModel(3), provenance: { source: 'snapshot sha256:other' } },
  ])
  const trainingOf = async (trainedOn?: string) => {
    const said =
      trainedOn === undefined ? {} : { trainedOn: parseTraining(trainedOn, zoneOf('UTC')) }
    const { plans } = await settle(client, { baselines: [], ...said })
    return plans.map((plan) => plan.kind === 'version' && plan.training)
  }
  const known = [{ kind: 'span', span: january }, { kind: 'all' }, { kind: 'elsewhere' }]
  expect(await trainingOf()).toEqual([...known, { kind: 'unknown' }])
  expect(await trainingOf('elsewhere')).toEqual([...known, { kind: 'elsewhere' }])
  const march = { from: '2001-03-01T00:00:00.000000Z', until: '2001-04-01T00:00:00.000000Z' }
  expect(await trainingOf('2001-03..2001-04')).toEqual([...known, { kind: 'span', span: march }])
})

test('the champion is judged as a version, once, where it is asked for or nothing is named', async () => {
  const client = aRegistry([{ package: first }, { package: second }], 2)
  const versionsOf = async (change: Parameters<typeof settle>[1]) =>
    namesOf(await settle(client, change)).filter((name) => !name.startsWith('baseline:'))
  expect(await versionsOf({ named: ['1'] })).toEqual(['flights@1', 'flights@2'])
  expect(await versionsOf({ named: ['1'], baselines: ['champion'] })).toEqual([
    'flights@1',
    'flights@2',
  ])
  expect(await versionsOf({ named: ['1'], baselines: ['prior'] })).toEqual(['flights@1'])
  expect(await versionsOf({ named: ['2'] })).toEqual(['flights@2'])
  const files = [{ name: 'model.txt', package: first }]
  expect(await versionsOf({ versions: files })).toEqual(['model.txt'])
})

test('without a champion none is judged, and asking for it says so', async () => {
  const client = aRegistry([{ package: first }])
  expect(namesOf(await settle(client))).not.toContain('flights@2')
  await expect(settle(client, { baselines: ['champion'] })).rejects.toMatchObject({
    code: 'version-not-found',
    message: 'The model flights has no champion.',
  })
})

test('the training prior learns in the window of the first version that says one', async () => {
  const client = aRegistry([
    { package: first },
    { package: second, provenance: { trainedOn: january } },
  ])
  const { plans } = await settle(client)
  expect(plans).toContainEqual({
    kind: 'baseline',
    name: 'baseline:training-prior',
    baseline: 'training-prior',
    settings: { trainedOn: january },
  })
})

test('recipes alone say what is asked', async () => {
  const recipe: RecipeConfig = { algorithm: 'logistic', every: 1, features: ['x'] }
  const settled = await settle(aRegistry([]), { recipes: [['monthly', recipe]] })
  expect(settled.question).toMatchObject({ task: 'binary' })
  expect(settled.areRegistered).toBe(true)
  await expect(settle(aRegistry([]))).rejects.toMatchObject({
    code: 'usage',
    message: 'A back-test needs at least one version or recipe.',
  })
})

test('a trainer has its own settings, filled in, and no other', async () => {
  const online: RecipeConfig = { algorithm: 'online-logistic', every: 1, features: ['x'] }
  const settled = await settle(aRegistry([]), { recipes: [['online', online]] })
  expect(settled.question).toMatchObject({ task: 'binary' })
  const recipe = { ...online, rate: 0.1, passes: 2 }
  expect(settled.plans[0]).toEqual({ kind: 'trainer', name: 'recipe:online', recipe })
  const l2 = settle(aRegistry([]), { recipes: [['online', { ...online, l2: 1 }]] })
  await expect(l2).rejects.toThrow('recipe:online: online-logistic has no l2.')
  const exact: RecipeConfig = { algorithm: 'logistic', every: 1, features: ['x'], rate: 1 }
  const rate = settle(aRegistry([]), { recipes: [['exact', exact]] })
  await expect(rate).rejects.toThrow('recipe:exact: logistic has no rate.')
})

test('model files have the end of their training data, days beginning by the clock of the dataset', async () => {
  const folder = await aFolder()
  await writeFile(join(folder, 'a.ratchet'), packPackage(first))
  const models = [
    { source: 'a.ratchet', trainedFrom: '2001-01-01', trainedUntil: '2001-02-01' },
    { source: 'a.ratchet', trainedUntil: '2001-03-01T12:00:00Z' },
  ]
  const dataset = aDataset(table, { task: 'binary', zone: 'America/New_York' })
  const request = { recipes: [['files', { models }]], recipeFolder: folder, dataset } as const
  const settled = await settle(aRegistry([]), { ...request, baselines: [] })
  expect(settled.plans).toEqual([
    {
      kind: 'files',
      name: 'recipe:files',
      models: [
        {
          source: 'a.ratchet',
          digest: first.digest,
          from: '2001-01-01T05:00:00.000000Z',
          until: '2001-02-01T05:00:00.000000Z',
        },
        { source: 'a.ratchet', digest: first.digest, until: '2001-03-01T12:00:00.000000Z' },
      ],
    },
  ])
  expect(settled.areRegistered).toBe(false)
  for (const [trainedFrom, trainedUntil] of [
    ['2001-01-01', '2001-02-30'],
    ['2001-03-01', '2001-02-01'],
  ] as const) {
    const wrong = { models: [{ source: 'a.ratchet', trainedFrom, trainedUntil }] }
    const thrown = settle(aRegistry([]), { ...request, recipes: [['files', wrong]] })
    await expect(thrown).rejects.toMatchObject({ code: 'usage' })
  }
})

test('contenders that answer different questions are refused, whatever the order of their classes', async () => {
  const regression = { name: 'b', package: await aRegression() }
  const named = { name: 'c', package: await aModel(1, ['no', 'yes']) }
  const turned = { name: 'd', package: await aModel(1, ['yes', 'no']) }
  const others = { name: 'e', package: await aModel(1, ['no', 'perhaps']) }
  const judge = (...versions: ContenderRequest['versions']) =>
    settle(aRegistry([]), { versions, baselines: [] })
  const plain = { name: 'a', package: first }
  for (const some of [
    [named, regression],
    [named, others],
    [plain, named, others],
  ] as const) {
    await expect(judge(...some)).rejects.toMatchObject({ code: 'contract-incompatible' })
  }
  expect((await judge(plain, named, turned)).question.classes).toEqual(['no', 'yes'])
  await expect(judge(named, named)).rejects.toMatchObject({ code: 'usage' })
  const outliers = { name: 'f', package: await distancePackage('anomaly') }
  await expect(judge(outliers)).rejects.toThrow('which no label says right or wrong')
})
