import fc from 'fast-check'
import type { HistoryKill } from './history-kill-rounds.ts'

/** Rounds of any kind. */
export const historyKills: fc.Arbitrary<HistoryKill> = fc.record({
  records: fc.integer({ min: 1, max: 400 }),
  segments: fc.integer({ min: 1, max: 3 }),
  afterMs: fc.integer({ min: 0, max: 250 }),
})
