import { expect, test } from 'vitest'
import { micros } from '../../platform/clock.ts'
import { silentLogger } from '../../platform/logger.ts'
import { History } from './service.ts'
import type { HistoryReplies, HistoryRequest, KeepDays, Upkeep } from './types.ts'
import type { HistoryWorker } from './worker-process.ts'

const nothing: Upkeep = { converted: 0, merged: 0, into: 0, removedRows: 0, removedDays: 0 }

/** A history whose worker notes what it is asked, and whose time is moved by hand. */
function aHistory({ hasWork = true, keepDays = {} as KeepDays, fails = false } = {}) {
  const asked: HistoryRequest[] = []
  const timers: (() => void)[] = []
  let monotonicMs = 0
  const errors: string[] = []
  const worker: HistoryWorker = {
    ask: async <R extends HistoryRequest>(request: R) => {
      asked.push(request)
      if (fails) throw new Error('no')
      return nothing as HistoryReplies[R['kind']]
    },
    close: async () => {},
  }
  const history = new History({
    ...{ worker, keepDays, hasWork: async () => hasWork },
    clock: {
      now: () => micros(1_000_000),
      monotonicMs: () => monotonicMs,
      at: () => micros(1_000_000),
    },
    logger: { ...silentLogger, error: (message) => errors.push(message) },
    later: (_, run) => {
      timers.push(run)
      return () => timers.splice(timers.indexOf(run), 1)
    },
  })
  /** Lets the next timer go off, and what follows happen. */
  const tick = async (ms: number) => {
    monotonicMs += ms
    timers.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { history, asked, timers, tick, errors }
}

test('what was sealed is made into tables in the background, again and again', async () => {
  const { history, asked, tick, timers } = aHistory()
  history.start()
  expect(asked).toEqual([])
  await tick(1000)
  await tick(30_000)
  expect(asked).toMatchObject([{ kind: 'upkeep' }, { kind: 'upkeep' }])
  expect(timers).toHaveLength(1)
})

test('where nothing was sealed, nobody is woken, but for days that are kept no longer', async () => {
  const idle = aHistory({ hasWork: false })
  idle.history.start()
  await idle.tick(1000)
  expect(idle.asked).toEqual([])
  const bounded = aHistory({ hasWork: false, keepDays: { flights: 30 } })
  bounded.history.start()
  await bounded.tick(1000)
  await bounded.tick(30_000)
  expect(bounded.asked).toMatchObject([{ keepDays: { flights: 30 }, now: 1_000_000 }])
  await bounded.tick(3_600_000)
  expect(bounded.asked).toHaveLength(2)
})

test('a failure is told and tried again, and the end of the server ends it', async () => {
  const { history, asked, tick, timers, errors } = aHistory({ fails: true })
  history.start()
  await tick(1000)
  await tick(30_000)
  expect(asked).toHaveLength(2)
  expect(errors).toEqual(['log not made into tables', 'log not made into tables'])
  await history.close()
  expect(timers).toEqual([])
})
