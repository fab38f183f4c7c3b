import { describe, expect, test } from 'vitest'
import { newEvent } from '../../platform/ledger/new-event.ts'
import type { OpenedStore, OpenStore } from '../../platform/testing/opened-store.ts'
import type { RecordedSpecification, SpecificationStore } from './store.ts'

/** What every implementation of `SpecificationStore` must do. */
export function specificationStoreContract(
  name: string,
  open: OpenStore<SpecificationStore>,
): void {
  const withStore = async (body: (opened: OpenedStore<SpecificationStore>) => Promise<void>) => {
    const opened = await open()
    try {
      await body(opened)
    } finally {
      await opened.close()
    }
  }

  describe(`specification store, ${name}`, () => {
    test('numbers the revisions of each model by itself, and has the newest in force', () =>
      withStore(async ({ store, clock }) => {
        expect(await store.find('flights')).toBeUndefined()
        const first = await apply(store, 'flights', '1')
        clock.advance(5)
        const second = await apply(store, 'flights', '2')
        await apply(store, 'trains', '1')
        expect([first.specification.revision, second.specification.revision]).toEqual([1, 2])
        expect(await store.find('flights')).toEqual(second.specification)
        expect(second.specification).toEqual({
          ...{ model: 'flights', revision: 2, digest: digest('2'), reason: 'because' },
          ...{ agreedAt: clock.now(), actor: 'os:ada' },
        })
      }))

    test('leaves one that is in force as it is, and takes an earlier one again', () =>
      withStore(async ({ store, ledger }) => {
        const first = await apply(store, 'flights', '1')
        expect(await apply(store, 'flights', '1')).toEqual({
          kind: 'unchanged',
          specification: first.specification,
        })
        expect((await ledger.head()).seq).toBe(1)
        await apply(store, 'flights', '2')
        expect(await apply(store, 'flights', '1')).toMatchObject({
          kind: 'applied',
          specification: { revision: 3 },
        })
      }))

    test('lists the newest first, also after it was opened again', () =>
      withStore(async (opened) => {
        for (const digit of ['1', '2', '3']) await apply(opened.store, 'flights', digit)
        const store = await opened.reopen()
        const revisions = (await store.list('flights')).map(({ revision }) => revision)
        expect(revisions).toEqual([3, 2, 1])
        expect(await store.list('ships')).toEqual([])
      }))

    test('refuses an event of another revision and records nothing', () =>
      withStore(async ({ store, ledger }) => {
        const applying = store.apply('flights', digest('1'), () => event('flights', '1', 7))
        await expect(applying).rejects.toThrow(RangeError)
        expect(await store.find('flights')).toBeUndefined()
        expect((await ledger.head()).seq).toBe(0)
      }))
  })
}

function apply(store: SpecificationStore, model: string, digit: string) {
  return store.apply(model, digest(digit), (revision) => event(model, digit, revision))
}

function digest(digit: string): RecordedSpecification['digest'] {
  return `sha256:${digit.repeat(64)}`
}

function event(model: string, digit: string, revision: number) {
  const cause = { actor: 'os:ada', reason: 'because' } as const
  const data = { model, revision, digest: digest(digit) }
  return newEvent('specification.applied', `model/${model}`, cause, data)
}
