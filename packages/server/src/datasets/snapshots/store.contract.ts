import type { Digest } from '@ratchet-ml/scoring'
import { describe, expect, test } from 'vitest'
import { newEvent } from '../../platform/ledger/new-event.ts'
import type { OpenedStore, OpenStore } from '../../platform/testing/opened-store.ts'
import type { NextSnapshot, SnapshotStore } from './store.ts'

/** What every implementation of `SnapshotStore` must do. */
export function snapshotStoreContract(name: string, open: OpenStore<SnapshotStore>): void {
  const withStore = async (body: (opened: OpenedStore<SnapshotStore>) => Promise<void>) => {
    const opened = await open()
    try {
      await body(opened)
    } finally {
      await opened.close()
    }
  }

  describe(`snapshot store, ${name}`, () => {
    test('numbers the snapshots of each name, and says which was the newest before', () =>
      withStore(async ({ store, clock }) => {
        const first = await add(store, 'flights', '1')
        expect(first).toEqual({
          kind: 'created',
          snapshot: {
            ...{ snapshot: 'flights', number: 1, digest: digest('1'), contentHash: hash('1') },
            ...{ rows: 10, parts: 2, bytes: 300, range, provenance: digest('f') },
            ...{ recordedAt: clock.now(), actor: 'os:ada' },
          },
        })
        await add(store, 'trains', '1')
        const second = await add(store, 'flights', '2')
        expect(second.snapshot).toMatchObject({ number: 2, parent: digest('1') })
      }))

    test('keeps equal content of a name once, however often it is added', () =>
      withStore(async ({ store, ledger }) => {
        await add(store, 'flights', '1')
        await add(store, 'flights', '2')
        const again = await add(store, 'flights', '1')
        expect(again).toMatchObject({ kind: 'exists', snapshot: { number: 1 } })
        expect((await ledger.head()).seq).toBe(2)
      }))

    test('finds by number, by digest and the newest, also after it was opened again', () =>
      withStore(async (opened) => {
        await add(opened.store, 'flights', '1')
        await add(opened.store, 'flights', '2')
        await add(opened.store, 'trains', '3')
        const store = await opened.reopen()
        const numberOf = async (reference: number | 'latest' | Digest) =>
          (await store.find('flights', reference))?.number
        expect(await numberOf(1)).toBe(1)
        expect(await numberOf('latest')).toBe(2)
        expect(await numberOf(digest('2'))).toBe(2)
        expect(await numberOf(3)).toBeUndefined()
        expect(await numberOf(digest('3'))).toBeUndefined()
        expect(await store.find('ships', 'latest')).toBeUndefined()
        const names = (await store.list()).map(({ snapshot, number }) => `${snapshot}@${number}`)
        expect(names).toEqual(['trains@1', 'flights@2', 'flights@1'])
        expect((await store.list('flights')).map(({ number }) => number)).toEqual([2, 1])
      }))

    test('takes no event about something else', () =>
      withStore(async ({ store, ledger }) => {
        const wrong = (next: NextSnapshot) => created('trains', '1', next)
        await expect(store.add('flights', digest('1'), wrong)).rejects.toThrow(RangeError)
        expect(await store.list()).toEqual([])
        expect((await ledger.head()).seq).toBe(0)
      }))
  })
}

const range = { first: '2001-01-01T00:00:00.000000Z', last: '2001-02-01T00:00:00.000001Z' }

function add(store: SnapshotStore, name: string, digit: string) {
  return store.add(name, digest(digit), (next) => created(name, digit, next))
}

function digest(digit: string): Digest {
  return `sha256:${digit.repeat(64)}`
}

function hash(digit: string): string {
  return digit.repeat(32)
}

function created(snapshot: string, digit: string, { number, parent }: NextSnapshot) {
  const cause = { actor: 'os:ada', reason: 'because' } as const
  return newEvent('snapshot.created', `snapshot/${snapshot}`, cause, {
    ...{ snapshot, number, digest: digest(digit), contentHash: hash(digit) },
    ...{ rows: 10, parts: 2, bytes: 300, range, provenance: digest('f') },
    ...(parent === undefined ? {} : { parent }),
  })
}
