import type { Verdict } from '@ratchet-ml/protocol'
import { describe, expect, test } from 'vitest'
import { newEvent } from '../../platform/ledger/new-event.ts'
import type { OpenedStore, OpenStore } from '../../platform/testing/opened-store.ts'
import type { CheckStore, RecordedCheck } from './store.ts'

/** What every implementation of `CheckStore` must do. */
export function checkStoreContract(name: string, open: OpenStore<CheckStore>): void {
  const withStore = async (body: (opened: OpenedStore<CheckStore>) => Promise<void>) => {
    const opened = await open()
    try {
      await body(opened)
    } finally {
      await opened.close()
    }
  }

  describe(`check store, ${name}`, () => {
    test('keeps a check once, however often it is recorded', () =>
      withStore(async ({ store, ledger, clock }) => {
        const check = {
          ...{ id: digest('1'), model: 'flights', version: digest('a'), verdict: 'pass' },
          ...{ specification: digest('c'), blob: digest('b') },
          ...{ recordedAt: clock.now(), actor: 'os:ada' },
        }
        expect(await store.find(digest('1'))).toBeUndefined()
        expect(await store.record(recorded('1'))).toEqual({ kind: 'written', check })
        clock.advance(1)
        expect(await store.record(recorded('1'))).toEqual({ kind: 'exists', check })
        expect(await store.find(digest('1'))).toEqual(check)
        expect((await ledger.head()).seq).toBe(1)
      }))

    test('lists the newest first, of one model or of all, also after it was opened again', () =>
      withStore(async (opened) => {
        await opened.store.record(recorded('1'))
        await opened.store.record(recorded('3', { model: 'trains' }))
        await opened.store.record(recorded('2'))
        const store = await opened.reopen()
        expect((await store.list()).map(({ id }) => id)).toEqual(['2', '3', '1'].map(digest))
        expect((await store.list('flights')).map(({ id }) => id)).toEqual(['2', '1'].map(digest))
        expect(await store.list('ships')).toEqual([])
      }))

    test('finds the latest of a version by a specification, and none of another', () =>
      withStore(async ({ store }) => {
        await store.record(recorded('1', { verdict: 'fail' }))
        await store.record(recorded('2', { verdict: 'pass' }))
        await store.record(recorded('3', { verdict: 'fail', specification: digest('d') }))
        await store.record(recorded('4', { version: digest('e') }))
        await store.record(recorded('5', { specification: undefined }))
        await store.record(recorded('6', { version: digest('e'), recipe: 'monthly' }))
        const latest = (version: string, specification: string) =>
          store.findLatest('flights', digest(version), digest(specification))
        expect(await latest('a', 'c')).toMatchObject({ id: digest('2'), verdict: 'pass' })
        expect(await latest('a', 'd')).toMatchObject({ id: digest('3') })
        expect(await latest('e', 'd')).toBeUndefined()
        expect(await latest('e', 'c')).toMatchObject({ id: digest('4') })
        expect(await store.find(digest('6'))).toMatchObject({ recipe: 'monthly' })
        expect(await store.findLatest('trains', digest('a'), digest('c'))).toBeUndefined()
        expect(await store.find(digest('5'))).not.toHaveProperty('specification')
      }))
  })
}

function digest(digit: string): RecordedCheck['id'] {
  return `sha256:${digit.repeat(64)}`
}

interface Said {
  readonly model?: string
  readonly version?: RecordedCheck['id']
  readonly specification?: RecordedCheck['id'] | undefined
  readonly verdict?: Verdict
  readonly recipe?: string
}

function recorded(digit: string, said: Said = {}) {
  const cause = { actor: 'os:ada', reason: '' } as const
  const { model = 'flights', version = digest('a'), verdict = 'pass' } = said
  const specification = 'specification' in said ? said.specification : digest('c')
  return newEvent('check.recorded', `model/${model}`, cause, {
    ...{ check: digest(digit), model, version, verdict, blob: digest('b') },
    ...(specification === undefined ? {} : { specification }),
    ...(said.recipe === undefined ? {} : { recipe: said.recipe }),
  })
}
