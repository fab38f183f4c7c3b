import { describe, expect, test } from 'vitest'
import { newEvent } from '../../platform/ledger/new-event.ts'
import type { OpenedStore, OpenStore } from '../../platform/testing/opened-store.ts'
import type { BacktestStore, RecordedBacktest } from './store.ts'

/** What every implementation of `BacktestStore` must do. */
export function backtestStoreContract(name: string, open: OpenStore<BacktestStore>): void {
  const withStore = async (body: (opened: OpenedStore<BacktestStore>) => Promise<void>) => {
    const opened = await open()
    try {
      await body(opened)
    } finally {
      await opened.close()
    }
  }

  describe(`back-test store, ${name}`, () => {
    test('keeps a back-test once, however often it is recorded', () =>
      withStore(async ({ store, ledger, clock }) => {
        const backtest = {
          ...{ id: digest('1'), model: 'flights', blob: digest('b') },
          ...{ recordedAt: clock.now(), actor: 'os:ada' },
        }
        expect(await store.find(digest('1'))).toBeUndefined()
        expect(await store.record(recorded('1', 'flights'))).toEqual({ kind: 'written', backtest })
        clock.advance(1)
        expect(await store.record(recorded('1', 'flights'))).toEqual({ kind: 'exists', backtest })
        expect(await store.find(digest('1'))).toEqual(backtest)
        expect((await ledger.head()).seq).toBe(1)
      }))

    test('lists the newest first, of one model or of all, also after it was opened again', () =>
      withStore(async (opened) => {
        await opened.store.record(recorded('1', 'flights'))
        await opened.store.record(recorded('3', 'trains'))
        await opened.store.record(recorded('2', 'flights'))
        await opened.store.record(recorded('4', 'planes', 'check'))
        const store = await opened.reopen()
        expect(await store.list('planes')).toMatchObject([{ by: 'check' }])
        expect((await store.list('trains'))[0]).not.toHaveProperty('by')
        expect((await store.list()).map(({ id }) => id)).toEqual(['4', '2', '3', '1'].map(digest))
        expect((await store.list('flights')).map(({ id }) => id)).toEqual(['2', '1'].map(digest))
        expect(await store.list('ships')).toEqual([])
      }))
  })
}

function digest(digit: string): RecordedBacktest['id'] {
  return `sha256:${digit.repeat(64)}`
}

function recorded(digit: string, model: string, by?: 'check') {
  const cause = { actor: 'os:ada', reason: '' } as const
  const data = { backtest: digest(digit), model, blob: digest('b'), ...(by && { by }) }
  return newEvent('backtest.recorded', `model/${model}`, cause, data)
}
