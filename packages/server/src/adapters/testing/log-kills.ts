import fc from 'fast-check'
import type { LogKill } from './log-kill-rounds.ts'

/** Rounds of any kind. */
export const logKills: fc.Arbitrary<LogKill> = fc.record({
  acknowledgements: fc.integer({ min: 1, max: 4000 }),
  durability: fc.constantFrom('default' as const, 'default' as const, 'before-response' as const),
  tearBytes: fc.integer({ min: 1, max: 71 }),
})
