import type { Requirement } from '@ratchet-ml/protocol'
import { judgeRequirements } from '../policy.ts'
import { aBacktest, aRequirement, between, type Told } from './a-backtest.ts'

export const subject = 'flights@2'

export function judge(said: Partial<Requirement>, told: Told | undefined, champion?: string) {
  const backtest = told && aBacktest(told)
  return judgeRequirements([aRequirement(said)], {
    subject,
    ...(backtest && { backtest }),
    ...(champion === undefined ? {} : { champion }),
  })
}

export const verdicts = (...args: Parameters<typeof judge>) =>
  judge(...args).map(({ place, verdict }) => `${place} ${verdict}`)

export const says = (...args: Parameters<typeof judge>) => judge(...args)[0]?.says ?? ''

/** Values by month: from, to, and of how many rows. */
export const months = (values: readonly (readonly [number, number, number?])[]): Told => ({
  partitions: Object.fromEntries(
    values.map(([low, high, n], i) => [`2001-0${i + 1}`, { [subject]: between(low, high, n) }]),
  ),
})

export const prior = { against: 'baseline:prior' }
