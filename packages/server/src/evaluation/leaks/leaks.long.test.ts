import { expect, test } from 'vitest'
import { checkLeaks } from './check-leaks.ts'
import { honest } from './testing/honest.ts'
import { planted } from './testing/planted.ts'

const seeds = Array.from({ length: 10 }, (_, i) => 100 + i)

test('planted leaks are found in at least 95 % of the seeds, each and with its gravity', async () => {
  const missed: string[] = []
  for (const { name, check, severity, feature, request } of planted) {
    for (const seed of seeds) {
      const { findings } = await checkLeaks(request(seed))
      const isFound = findings.some(
        (one) => one.check === check && one.severity === severity && one.feature === feature,
      )
      if (!isFound) missed.push(`${name}, seed ${seed}`)
    }
  }
  expect(missed.length / (planted.length * seeds.length), missed.join('\n')).toBeLessThanOrEqual(
    0.05,
  )
})

test('data without leaks, 220 sets of 22 kinds, raises an alarm in at most one of a hundred', async () => {
  const alarms: string[] = []
  for (const { name, request } of honest) {
    for (const seed of seeds) {
      const { findings } = await checkLeaks(request(seed))
      if (findings.length > 0) alarms.push(`${name}, seed ${seed}: ${findings[0]?.says}`)
    }
  }
  expect(honest.length * seeds.length).toBeGreaterThanOrEqual(200)
  const share = alarms.length / (honest.length * seeds.length)
  expect(share, alarms.join('\n')).toBeLessThanOrEqual(0.01)
})
