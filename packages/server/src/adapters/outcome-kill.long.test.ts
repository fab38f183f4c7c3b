import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outcomeKillRounds } from './testing/outcome-kill-rounds.ts'
import { outcomeKills } from './testing/outcome-kills.ts'

test('loses no acknowledged outcome, wherever the process is killed and the end is torn', async () => {
  const report = await outcomeKillRounds(fc.sample(outcomeKills, { seed: 7, numRuns: 10 }))
  expect(report.kills).toBe(10)
  expect(report.acknowledged).toBeGreaterThan(100)
  expect(report.torn).toBeGreaterThan(0)
})
