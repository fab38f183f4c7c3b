import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const script = fileURLToPath(
  new URL('../../packages/server/src/adapters/testing/soak-log.ts', import.meta.url),
)

test('100 kills of a recording process, each with a torn end, lose no acknowledged record', () => {
  const args = ['--conditions=ratchet-source', script, '--rounds', '100']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  const report = JSON.parse(stdout)
  expect(report.kills).toBe(100)
  expect(report.found).toBeGreaterThanOrEqual(report.acknowledged)
})
