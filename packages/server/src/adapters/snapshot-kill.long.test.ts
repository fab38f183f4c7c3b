import fc from 'fast-check'
import { expect, test } from 'vitest'
import { snapshotKillRounds } from './testing/snapshot-kill-rounds.ts'

test('loses no acknowledged snapshot and keeps no half one, wherever its making is killed', async () => {
  const kills = fc.sample(fc.integer({ min: 1, max: 90 }), { seed: 20_261_121, numRuns: 10 })
  const report = await snapshotKillRounds(kills)
  expect(report.kills).toBe(10)
  expect(report.acknowledged).toBeGreaterThan(5)
  expect(report.snapshots).toBeGreaterThanOrEqual(report.acknowledged)
})
