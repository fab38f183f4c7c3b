import fc from 'fast-check'
import { expect, test } from 'vitest'
import { killRounds } from './testing/kill-rounds.ts'

test('loses no acknowledged push and keeps no half version, wherever a push is killed', async () => {
  const kills = fc.sample(fc.integer({ min: 1, max: 110 }), { seed: 20_261_121, numRuns: 10 })
  const report = await killRounds(kills)
  expect(report.kills).toBe(10)
  expect(report.acknowledged).toBeGreaterThan(5)
  expect(report.versions).toBeGreaterThanOrEqual(report.acknowledged)
})
