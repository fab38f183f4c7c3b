import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newEvent } from '../platform/ledger/new-event.ts'
import type { OpenedStore, OpenStore } from '../platform/testing/opened-store.ts'
import type { RegistryStore } from './store.ts'
import { aDigest, add, label, modelCreated, provenanceAdded } from './testing/registry-events.ts'
import { type RegistryModel, registryCommands } from './testing/registry-model.ts'

/** What every implementation of `RegistryStore` must do. */
export function registryStoreContract(name: string, open: OpenStore<RegistryStore>): void {
  const withStore = async (body: (opened: OpenedStore<RegistryStore>) => Promise<void>) => {
    const opened = await open()
    try {
      await body(opened)
    } finally {
      await opened.close()
    }
  }

  describe(`registry store, ${name}`, () => {
    test('finds nothing in an empty store', () =>
      withStore(async ({ store, ledger }) => {
        expect(await store.findModel('flights')).toBeUndefined()
        expect(await store.findVersion('flights', 1)).toBeUndefined()
        expect(await store.findVersionByDigest('flights', aDigest(1))).toBeUndefined()
        expect(await store.findAlias('flights', 'best')).toBeUndefined()
        expect(await store.listModels()).toEqual([])
        expect(await store.listVersions('flights')).toEqual([])
        expect(await store.listAliases('flights')).toEqual([])
        expect(await ledger.head()).toEqual({ seq: 0, hash: '0'.repeat(64) })
      }))

    test('opens a model line once, with the time and the actor of its record', () =>
      withStore(async ({ store, ledger, clock }) => {
        const model = {
          ...{ name: 'flights', purpose: 'what flights is for', owner: 'ada' },
          ...{ createdAt: clock.now(), createdBy: 'os:ada' },
        }
        expect(await store.createModel(modelCreated('flights'))).toEqual({ kind: 'created', model })
        clock.advance(5)
        expect(await store.createModel(modelCreated('flights'))).toEqual({ kind: 'exists', model })
        expect(await store.findModel('flights')).toEqual(model)
        expect((await ledger.head()).seq).toBe(1)
      }))

    test('records a push of a new model in one step: model, version, provenance', () =>
      withStore(async ({ store, ledger, clock }) => {
        const at = clock.now()
        const added = await add(store, 'flights', aDigest(7))
        expect(added).toEqual({
          kind: 'created',
          version: {
            ...{ model: 'flights', version: 1, digest: aDigest(7), format: 'lightgbm-text' },
            ...{ task: 'binary', sizeBytes: 10, createdAt: at, createdBy: 'os:ada' },
          },
        })
        const records = await ledger.list(0, 10)
        expect(records.map(({ seq, kind }) => [seq, kind])).toEqual([
          [1, 'model.created'],
          [2, 'version.added'],
          [3, 'attachment.added'],
        ])
        expect(await ledger.list(1, 1)).toEqual(records.slice(1, 2))
        expect(await store.listAttachments('flights', 1)).toEqual([
          {
            ...{ model: 'flights', version: 1, role: 'provenance', digest: aDigest(1_001) },
            ...{ provenance: { source: 'model.txt' }, createdAt: at, createdBy: 'os:ada' },
          },
        ])
      }))

    test('gives the existing version for equal bytes and records nothing', () =>
      withStore(async ({ store, ledger }) => {
        const first = await add(store, 'flights', aDigest(7))
        await add(store, 'flights', aDigest(8))
        const { seq } = await ledger.head()
        const again = await add(store, 'flights', aDigest(7))
        expect(again.kind).toBe('exists')
        expect(again).toMatchObject({ version: 'version' in first ? first.version : undefined })
        expect((await ledger.head()).seq).toBe(seq)
        expect(await add(store, 'trains', aDigest(7))).toMatchObject({
          kind: 'created',
          version: { version: 1 },
        })
      }))

    test('numbers versions without gaps however many are added at once', () =>
      withStore(async ({ store, ledger }) => {
        const digests = [1, 2, 3, 4, 3, 2, 5].map(aDigest)
        await Promise.all(digests.map((digest) => add(store, 'flights', digest)))
        const versions = await store.listVersions('flights')
        expect(versions.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5])
        expect(new Set(versions.map(({ digest }) => digest)).size).toBe(5)
        expect(await ledger.verify()).toMatchObject({ outcome: 'intact' })
      }))

    test('adds no version to a model that is not there and not opened with it', () =>
      withStore(async ({ store, ledger }) => {
        expect(await store.addVersion('flights', aDigest(1), () => [])).toEqual({
          kind: 'model-absent',
        })
        expect((await ledger.head()).seq).toBe(0)
      }))

    test('refuses events about something else, and changes nothing', () =>
      withStore(async ({ store, ledger }) => {
        await add(store, 'flights', aDigest(1))
        const { seq } = await ledger.head()
        const wrong = () => [provenanceAdded('flights', 2)]
        await expect(store.addVersion('flights', aDigest(2), wrong)).rejects.toThrow(RangeError)
        const other = { model: 'flights', alias: 'best', version: 1, expected: undefined }
        const set = () =>
          newEvent(
            'alias.set',
            'model/flights',
            { actor: 'ratchet', reason: '' },
            { model: 'flights', alias: 'worst', version: 1 },
          )
        await expect(store.setAlias(other, set)).rejects.toThrow(RangeError)
        expect((await ledger.head()).seq).toBe(seq)
        expect(await store.listVersions('flights')).toHaveLength(1)
      }))

    test('moves an alias only from the version that was expected', () =>
      withStore(async ({ store }) => {
        await add(store, 'flights', aDigest(1))
        await add(store, 'flights', aDigest(2))
        expect(await label(store, 'flights', 'best', 3)).toEqual({ kind: 'version-absent' })
        expect(await label(store, 'flights', 'best', 1, 2)).toEqual({
          kind: 'conflict',
          version: 0,
        })
        expect(await label(store, 'flights', 'best', 1, 0)).toMatchObject({ kind: 'written' })
        expect(await label(store, 'flights', 'best', 2, 0)).toEqual({
          kind: 'conflict',
          version: 1,
        })
        expect(await label(store, 'flights', 'best', 1)).toMatchObject({ kind: 'unchanged' })
        expect(await label(store, 'flights', 'best', 2, 1)).toMatchObject({ kind: 'written' })
        expect(await store.findAlias('flights', 'best')).toMatchObject({ version: 2 })
      }))

    test('says what an alias held at any time, to the microsecond', () =>
      withStore(async ({ store, clock }) => {
        await add(store, 'flights', aDigest(1))
        await add(store, 'flights', aDigest(2))
        const start = clock.now()
        await label(store, 'flights', 'best', 1)
        clock.advance(10)
        await label(store, 'flights', 'best', 2)
        const then = async (at: number) =>
          (await store.listAliases('flights', at)).map(({ version }) => version)
        expect(await then(start - 1)).toEqual([])
        expect(await then(start)).toEqual([1])
        expect(await then(start + 9)).toEqual([1])
        expect(await then(start + 10)).toEqual([2])
        expect(await store.listAliases('flights', start)).toEqual([
          {
            ...{ model: 'flights', alias: 'best', version: 1 },
            ...{ validFrom: start, validTo: start + 10 },
          },
        ])
      }))

    test('links no document to a version that is not there', () =>
      withStore(async ({ store, ledger }) => {
        expect(await store.addAttachment(provenanceAdded('flights', 1))).toBeUndefined()
        expect((await ledger.head()).seq).toBe(0)
        await add(store, 'flights', aDigest(1))
        expect(await store.addAttachment(provenanceAdded('flights', 1))).toMatchObject({
          role: 'provenance',
        })
        expect(await store.listAttachments('flights', 1)).toHaveLength(2)
      }))

    test('never records a time before that of the record before', () =>
      withStore(async ({ store, ledger, clock }) => {
        await store.createModel(modelCreated('a'))
        clock.advance(-1_000_000)
        await store.createModel(modelCreated('b'))
        const [first, second] = await ledger.list(0, 2)
        expect(second?.at).toBe(first?.at)
      }))

    test('behaves as a small model of it under any sequence of commands', () =>
      fc.assert(
        fc.asyncProperty(registryCommands(), async (commands) => {
          const opened = await open()
          try {
            const model: RegistryModel = { versions: new Map(), aliases: [], events: 0 }
            await fc.asyncModelRun(() => ({ model, real: opened }), commands)
            const store = await opened.reopen()
            for (const [name, digests] of model.versions) {
              const versions = await store.listVersions(name)
              expect(versions.map(({ digest }) => digest)).toEqual(digests)
            }
          } finally {
            await opened.close()
          }
        }),
        { numRuns: 40 },
      ))
  })
}
