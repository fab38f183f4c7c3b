import fc from 'fast-check'
import { expect, test } from 'vitest'
import { logKillRounds } from './testing/log-kill-rounds.ts'
import { logKills } from './testing/log-kills.ts'

test('loses no acknowledged record, wherever the process is killed and the end is torn', async () => {
  const report = await logKillRounds(fc.sample(logKills, { seed: 20_261_121, numRuns: 10 }))
  expect(report.kills).toBe(10)
  expect(report.acknowledged).toBeGreaterThan(1000)
  expect(report.found).toBeGreaterThanOrEqual(report.acknowledged)
  expect(report.torn).toBeGreaterThan(0) // killed early, a process may leave no file to be torn
})
