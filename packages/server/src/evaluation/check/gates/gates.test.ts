import type { Backtest, LeakReport, SpecificationView } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import {
  aBacktest,
  aRequirement,
  between,
  type Told,
} from '../../requirements/testing/a-backtest.ts'
import type { Backtested } from '../run-backtest.ts'
import { aDigest } from '../testing/a-check.ts'
import { backtestGate } from './backtest.ts'
import { championGate } from './champion.ts'

const subject = 'flights@2'

function agreed(...said: readonly Parameters<typeof aRequirement>[0][]): {
  readonly agreed: SpecificationView
} {
  const requirements = said.map(aRequirement)
  const when = { agreedAt: '2001-01-01T00:00:00Z', actor: 'os:ada', reason: 'as agreed' }
  return {
    agreed: { ...{ model: 'flights', revision: 1, digest: aDigest('3') }, ...when, requirements },
  }
}

const noLeaks: LeakReport = { checked: ['future-time'], skipped: [], findings: [] }

function tested(told: Told, more: Partial<Backtest> = {}): Backtested {
  const document = { ...aBacktest(told), leaks: noLeaks, ...more }
  return { document, subject, champion: 'flights@1' }
}

const good: Told = {
  overall: { [subject]: between(0.4, 0.42), 'flights@1': between(0.5, 0.52) },
}
const even: Told = {
  overall: { [subject]: between(0.4, 0.42), 'flights@1': between(0.4, 0.42) },
}

test('the back-test gate judges what is asked of the answers alone', () => {
  const asked = agreed({}, { metric: 'size', atMost: 1 }, { betterBy: 0, against: 'champion' })
  const gate = backtestGate(asked, tested(good))
  expect(gate).toMatchObject({ verdict: 'pass', backtest: aDigest('1') })
  expect(gate.requirements?.map(({ requirement }) => requirement)).toEqual([0])
  expect(backtestGate(agreed({ atMost: 0.3 }), tested(good)).verdict).toBe('fail')
  expect(backtestGate(agreed({ atMost: 0.41 }), tested(good)).verdict).toBe('inconclusive')
})

test('in one partition it is judged what is asked of all of them', () => {
  const partitions: Told['partitions'] = {
    '2001-01': { [subject]: between(0.6, 0.7), 'flights@1': between(0.4, 0.5) },
    '2001-02': { [subject]: between(0.2, 0.3), 'flights@1': between(0.4, 0.5) },
  }
  const judged = (partition: string) => {
    const gate = backtestGate(agreed({}, { of: 'worst' }, { of: 'range' }, { slices: 'origin' }), {
      ...tested({ partitions }),
      partition,
    })
    return gate.requirements?.map(({ place, verdict }) => `${place} ${verdict}`)
  }
  expect(judged('2001-01')).toEqual(Array(3).fill('2001-01 fail'))
  expect(judged('2001-02')).toEqual(Array(3).fill('2001-02 pass'))
  const against = (partition: string) =>
    championGate(rival(), { ...tested({ partitions }), partition }).verdict
  expect([against('2001-01'), against('2001-02')]).toEqual(['fail', 'pass'])
})

test('a leak fails the gate whatever the numbers, a suspicion is told', () => {
  const leaks = (severity: 'leak' | 'suspicion'): LeakReport => ({
    ...{ checked: [], skipped: [] },
    findings: [{ check: 'future-time', severity, says: 'arrival is known too early' }],
  })
  const leaked = backtestGate(agreed({}), tested(good, { leaks: leaks('leak') }))
  expect(leaked).toMatchObject({ verdict: 'fail' })
  expect(leaked.reasons[0]).toBe('Leak: arrival is known too early')
  const suspected = backtestGate(agreed({}), tested(good, { leaks: leaks('suspicion') }))
  expect(suspected).toMatchObject({ verdict: 'pass' })
  expect(suspected.reasons[0]).toBe('Warning: arrival is known too early')
})

test('a leak of another contender alone does not fail this one', () => {
  const says = 'x tells the answer'
  const leakOf = (contender: string): LeakReport => ({
    ...noLeaks,
    findings: [{ check: 'knows-answer', severity: 'leak', contender, says }],
  })
  const gate = (contender: string) =>
    backtestGate(agreed({}), tested(good, { leaks: leakOf(contender) })).verdict
  expect(gate('recipe:other')).toBe('pass')
  expect(gate(subject)).toBe('fail')
})

test('where nobody looked for leaks nothing is known, and what was not looked at is told', () => {
  const document = aBacktest(good)
  const unseen = backtestGate(agreed({}), { document, subject, champion: 'flights@1' })
  expect(unseen.verdict).toBe('inconclusive')
  const skipped = [{ check: 'shared-rows', because: 'the snapshot is gone.' }]
  const some = backtestGate(agreed({}), tested(good, { leaks: { ...noLeaks, skipped } }))
  expect(some.verdict).toBe('pass')
  expect(some.reasons).toContain('Not looked at (shared-rows): the snapshot is gone.')
})

test('without anything that asks for rows, none are needed', () => {
  expect(backtestGate(agreed(), undefined).verdict).toBe('pass')
})

function rival(asked: { readonly agreed?: SpecificationView } = agreed(), own = '5') {
  const champion = { model: 'flights', version: 1, digest: aDigest('6') }
  return { ...asked, champion, name: subject, digest: aDigest(own) } as unknown as Parameters<
    typeof championGate
  >[0]
}

test('without requirements against the champion, the first metric must exclude being worse', () => {
  expect(championGate(rival(), tested(good)).verdict).toBe('pass')
  expect(championGate(rival(), tested(even))).toMatchObject({ verdict: 'inconclusive' })
  const worse: Told = { overall: { [subject]: between(0.6, 0.7), 'flights@1': between(0.4, 0.5) } }
  expect(championGate(rival(), tested(worse)).verdict).toBe('fail')
})

test('a declared margin is what it may be worse by', () => {
  const asked = agreed({ worseByAtMost: 0.05, against: 'champion' })
  expect(championGate(rival(asked), tested(even))).toMatchObject({
    ...{ verdict: 'pass', requirements: [{ requirement: 0, verdict: 'pass' }] },
  })
})

test('what only should hold does not take the place of the bar', () => {
  const worse: Told = { overall: { [subject]: between(0.6, 0.7), 'flights@1': between(0.4, 0.5) } }
  const asked = agreed({ level: 'should', worseByAtMost: 0, against: 'champion' })
  expect(championGate(rival(asked), tested(worse)).verdict).toBe('fail')
})

test('no champion, and the champion itself, pass and say so; without a back-test nothing is known', () => {
  const { champion: _, ...alone } = rival()
  expect(championGate(alone, undefined)).toMatchObject({
    ...{ verdict: 'pass', reasons: ['There is no champion to compare with.'] },
  })
  expect(championGate(rival(agreed(), '6'), undefined)).toMatchObject({
    ...{ verdict: 'pass', reasons: ['flights@2 is the champion.'] },
  })
  expect(championGate(rival(), undefined).verdict).toBe('inconclusive')
})
