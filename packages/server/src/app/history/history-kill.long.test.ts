import fc from 'fast-check'
import { expect, test } from 'vitest'
import { historyKillRounds } from './testing/history-kill-rounds.ts'
import { historyKills } from './testing/history-kills.ts'

test('killed while it makes tables, loses no record and has none twice', async () => {
  const report = await historyKillRounds(fc.sample(historyKills, { seed: 20_261_121, numRuns: 10 }))
  expect(report.kills).toBe(10)
  expect(report.predictions).toBeGreaterThan(1000)
})
