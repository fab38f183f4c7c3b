import fc from 'fast-check'
import type { OutcomeKill } from './outcome-kill-rounds.ts'

/** Rounds of any kind. */
export const outcomeKills: fc.Arbitrary<OutcomeKill> = fc.record({
  bodies: fc.integer({ min: 1, max: 100 }),
  tearBytes: fc.integer({ min: 1, max: 71 }),
})
