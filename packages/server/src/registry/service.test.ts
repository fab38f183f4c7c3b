import { loadPackage, packPackage } from '@ratchet-ml/scoring'
import { beforeEach, expect, test } from 'vitest'
import { type MemoryRegistry, memoryRegistry } from './testing/memory-registry.ts'
import { smallPackage } from './testing/small-package.ts'

const cause = { actor: 'os:ada', reason: 'because' } as const
const first = await smallPackage(1)
const second = await smallPackage(2)

let memory: MemoryRegistry
beforeEach(() => {
  memory = memoryRegistry()
})

const push = (pkg = first, details = {}) =>
  memory.registry.push('flights', packPackage(pkg), details, cause)

test('makes the first push a new model and its version 1, as the actor said', async () => {
  const provenance = { source: 'model.txt' }
  const pushed = await push(first, { purpose: 'late flights', provenance })
  expect(pushed).toMatchObject({
    outcome: 'created',
    version: {
      ...{ version: 1, digest: first.digest, format: 'test', task: 'regression' },
      ...{ sizeBytes: packPackage(first).length, createdBy: 'os:ada', provenance, aliases: [] },
    },
  })
  expect(await memory.registry.models()).toEqual([
    expect.objectContaining({
      ...{ name: 'flights', purpose: 'late flights', owner: 'ada', versions: 1, latest: 1 },
    }),
  ])
  expect((await memory.metadata.ledger.list(0, 9)).map(({ reason }) => reason)).toEqual([
    ...['because', 'because', 'because'],
  ])
})

test('gives the package back byte for byte', async () => {
  await push()
  const archive = await memory.registry.package('flights', '1')
  expect(Buffer.compare(archive, packPackage(first))).toBe(0)
  expect((await loadPackage(archive)).digest).toBe(first.digest)
})

test('keeps the parts that two versions have in common once', async () => {
  await push(first)
  await push(second)
  const shared = first.manifest.parts.filter((part) =>
    second.manifest.parts.some((other) => other.sha256 === part.sha256),
  )
  expect(shared.map(({ path }) => path)).toContain('contract.json')
  for (const { sha256 } of shared) expect(await memory.blobs.has(sha256)).toBe(true)
})

test('answers a second push of the same bytes with their version, and adds what is new', async () => {
  await push()
  const { seq } = await memory.metadata.ledger.head()
  expect(await push()).toMatchObject({ outcome: 'exists', version: { version: 1 } })
  expect((await memory.metadata.ledger.head()).seq).toBe(seq)
  const provenance = { by: 'train.py' }
  expect(await push(first, { provenance })).toMatchObject({ version: { provenance } })
  expect(await push(first, { provenance })).toMatchObject({ version: { provenance } })
  expect((await memory.metadata.ledger.head()).seq).toBe(seq + 1)
})

test('refuses a damaged archive with the code of its fault, and keeps nothing of it', async () => {
  const archive = packPackage(first).slice()
  archive[archive.length >> 1] = (archive[archive.length >> 1] ?? 0) ^ 1
  await expect(memory.registry.push('flights', archive, {}, cause)).rejects.toMatchObject({
    code: 'package-corrupt',
  })
  expect(await memory.registry.models()).toEqual([])
  expect((await memory.metadata.ledger.head()).seq).toBe(0)
})

test('finds a version by everything that names it', async () => {
  await push(first)
  await push(second)
  await memory.registry.setAlias({ model: 'flights', alias: 'best', version: 1 }, cause)
  memory.routed.champion = 2
  memory.routed.standby = 1
  const names = ['1', 'latest', 'best', 'champion', 'standby', second.digest]
  const found = names.map((name) => memory.registry.resolve('flights', name))
  expect((await Promise.all(found)).map(({ version }) => version)).toEqual([1, 2, 1, 2, 1, 2])
  const views = await memory.registry.versions('flights')
  expect(views.map(({ aliases }) => aliases)).toEqual([['standby', 'best'], ['champion']])
})

test.each([
  ['trains', '1', 'model-not-found', 'There is no model "trains"; known: flights.'],
  ['flights', '3', 'version-not-found', 'There is no flights@3; flights has versions 1 to 2.'],
  ['flights', 'best', 'alias-not-found', 'There is no alias "best" of flights; there is none yet.'],
  [
    'flights',
    'champion',
    'version-not-found',
    'There is no flights@champion: no endpoint "flights" has a champion of this model.',
  ],
  ['flights', '0', 'usage', '"0" names no version of flights.'],
])('says what there is instead of %s@%s', async (model, reference, code, message) => {
  await push(first)
  await push(second)
  await expect(memory.registry.resolve(model, reference)).rejects.toMatchObject({ code, message })
})

test.each([
  [{ alias: 'champion', version: 1 }, 'name-reserved', '"champion" is set by the route'],
  [{ alias: '7', version: 1 }, 'name-invalid', '"7" is no alias'],
  [{ alias: 'best', version: 9 }, 'version-not-found', 'There is no flights@9'],
  [
    { alias: 'best', version: 1, expected: 2 },
    'revision-conflict',
    'flights@best holds no version; the request expected version 2.',
  ],
])('sets no alias for %o', async (request, code, message) => {
  await push()
  const setting = memory.registry.setAlias({ model: 'flights', ...request }, cause)
  await expect(setting).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
  expect(await memory.registry.aliases('flights')).toEqual([])
})

test('says which version an alias was on at a time', async () => {
  await push(first)
  await push(second)
  const before = memory.clock.now()
  await memory.registry.setAlias({ model: 'flights', alias: 'best', version: 1 }, cause)
  memory.clock.advance(1_000)
  await memory.registry.setAlias({ model: 'flights', alias: 'best', version: 2 }, cause)
  const then = await memory.registry.aliases('flights', before)
  expect(then).toMatchObject([{ version: 1, validTo: before + 1_000 }])
  expect(await memory.registry.aliases('flights')).toMatchObject([{ version: 2 }])
})
