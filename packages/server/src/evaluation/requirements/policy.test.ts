import type { Backtest, MetricValue, Requirement } from '@ratchet-ml/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeRequirements, verdictOf } from './policy.ts'
import { aBacktest, aRequirement, between, lacking, type Told } from './testing/a-backtest.ts'
import { judge, months, prior, says, subject, verdicts } from './testing/judge-requirement.ts'
import type { MachineMeasure } from './types.ts'

test.each([
  [0.4, 0.5, 'pass'],
  [0.4, 0.51, 'inconclusive'],
  [0.51, 0.6, 'fail'],
])('an interval of %d to %d under at most 0.5 is %s', (low, high, verdict) => {
  const told = { overall: { [subject]: between(low, high) } }
  const [judged] = judge({}, told)
  expect(judged).toMatchObject({ verdict, low, high, bound: 0.5, n: 1000, place: 'overall' })
  expect(judged?.says).toContain(`95 % interval ${low} to ${high}`)
})

test('at least is the other way round', () => {
  const told = (low: number, high: number): Told => ({
    ...{ metric: 'accuracy', direction: 'higher' },
    overall: { [subject]: between(low, high) },
  })
  const said = { metric: 'accuracy', atLeast: 0.8 }
  expect(verdicts(said, told(0.81, 0.9))).toEqual(['overall pass'])
  expect(verdicts(said, told(0.7, 0.79))).toEqual(['overall fail'])
})

test('what is not known is inconclusive, with the reason, and never a pass', () => {
  const overall = (value: MetricValue) => ({ overall: { [subject]: value } })
  expect(says({}, undefined)).toContain('no back-test')
  expect(says({}, { isOld: true })).toContain('earlier release')
  expect(says({}, { overall: {} })).toContain('no log-loss of flights@2')
  expect(says({}, overall(lacking('One class only.')))).toContain('One class only.')
  expect(says({}, overall(between(0.1, 0.2, 29)))).toContain('29 rows')
  expect(says({}, overall(between(0.1, 0.2, 299)))).toContain('holds from 300 of them')
  const without: MetricValue = { kind: 'value', value: 0.1, n: 1000 }
  expect(says({}, overall(without))).toContain('no interval')
  const support: MetricValue = {
    kind: 'value',
    value: 0.1,
    low: 0,
    high: 0.2,
    n: 1000,
    support: 12,
  }
  expect(says({}, overall(support))).toContain('rests on 12 rows')
  expect(says({ against: 'baseline:mean', betterBy: 0 }, {})).toContain(
    'baseline:mean is not in the back-test',
  )
  for (const told of [undefined, { isOld: true }, { overall: {} }]) {
    expect(verdicts({}, told)).toEqual(['overall inconclusive'])
  }
})

test('a metric that the model declares is judged from the rows on from which its interval holds', () => {
  const said = { metric: 'cost-per-decision' }
  const told = (rows: number): Told => ({
    ...{ metric: 'cost-per-decision', direction: 'lower' },
    overall: { [subject]: between(0.1, 0.2, rows) },
  })
  expect(verdicts(said, told(1000))).toEqual(['overall pass'])
  expect(says(said, told(999))).toContain('its interval holds from 1000 of them')
})

test('a level that the intervals do not have is not judged, and says how to get it', () => {
  const told = { overall: { [subject]: between(0.1, 0.2) } }
  expect(says({ confidence: 0.99 }, told)).toContain('--level 0.99')
  expect(verdicts({ confidence: 0.9 }, told)).toEqual(['overall pass'])
})

test('metrics of the machine are judged as they were measured', () => {
  const measure: MachineMeasure = {
    ...{ metric: 'latency-p99', value: 2, low: 1, high: 3, level: 0.95, n: 600, remark: 'here' },
  }
  const judgeAt = (said: Partial<Requirement>, machine: readonly MachineMeasure[]) =>
    judgeRequirements([aRequirement({ metric: 'latency-p99', ...said })], { subject, machine })[0]
  expect(judgeAt({ atMost: 3 }, [measure])).toMatchObject({ verdict: 'pass' })
  expect(judgeAt({ atMost: 2 }, [measure])).toMatchObject({ verdict: 'inconclusive' })
  expect(judgeAt({ atMost: 0.5 }, [measure])?.says).toContain('0.5 ms does not hold (here)')
  expect(judgeAt({ atMost: 9, confidence: 0.99 }, [measure])?.verdict).toBe('inconclusive')
  expect(judgeAt({ atMost: 9 }, [])?.says).toContain('not measured')
})

test('what should be only warns; what must be decides by its worst', () => {
  const told = { overall: { [subject]: between(0.6, 0.7) } }
  const requirements = [aRequirement({ level: 'should' }), aRequirement({ atMost: 0.65 })]
  const judged = judgeRequirements(requirements, { subject, backtest: aBacktest(told) })
  expect(judged.map(({ requirement, verdict }) => [requirement, verdict])).toEqual([
    [0, 'fail'],
    [1, 'inconclusive'],
  ])
  expect(verdictOf(judged)).toBe('inconclusive')
  expect(verdictOf(judged.slice(0, 1))).toBe('pass')
  expect(verdictOf([])).toBe('pass')
})

test('no requirement passes under a tighter bound than it passes under', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  const place = fc.tuple(share, share, fc.constantFrom(20, 100, 1000))
  const overs = fc.constantFrom('overall', 'mean', 'worst', 'every' as const)
  fc.assert(
    fc.property(fc.array(place, { maxLength: 4 }), share, share, overs, (places, a, b, of) => {
      const ordered = places.map(([x, y, n]) => [Math.min(x, y), Math.max(x, y), n] as const)
      const [first = [0, 1, 1000] as const] = ordered
      const told = { ...months(ordered), overall: { [subject]: between(...first) } }
      const at = (atMost: number) => verdictOf(judge({ atMost, of: of as Requirement['of'] }, told))
      if (at(Math.min(a, b)) === 'pass') expect(at(Math.max(a, b))).toBe('pass')
      if (at(Math.max(a, b)) === 'fail') expect(at(Math.min(a, b))).toBe('fail')
    }),
  )
})

test('nothing passes on a document from which what it rests on was taken away', () => {
  const told: Told = {
    overall: { [subject]: between(0.1, 0.2), 'baseline:prior': between(0.5, 0.6) },
    ...months([[0.1, 0.2]]),
    slices: { 'carrier=AA': { [subject]: between(0.1, 0.2) } },
  }
  const whole = aBacktest(told)
  const requirements = [
    aRequirement({}),
    aRequirement({ of: 'every' }),
    aRequirement({ of: 'worst' }),
    aRequirement({ slices: 'carrier' }),
    aRequirement({ ...prior, betterBy: 0 }),
  ]
  const bare: readonly Backtest[] = [
    { ...whole, contenders: [] },
    { ...whole, partitions: [], common: { ...whole.common, results: {}, slices: [] } as never },
  ]
  for (const backtest of bare) {
    for (const requirement of requirements) {
      const judged = judgeRequirements([requirement], { subject, backtest })
      expect(verdictOf(judged), requirement.of).toBe('inconclusive')
    }
  }
  expect(verdictOf(judgeRequirements(requirements, { subject, backtest: whole }))).toBe('pass')
})

test('a contender that answers nothing in a partition leaves it open there, with its reason', () => {
  const told: Told = {
    partitions: {
      '2001-01': { [subject]: between(0.1, 0.2), 'baseline:prior': between(0.5, 0.6) },
      '2001-02': { [subject]: between(0.1, 0.2), 'baseline:prior': between(0.5, 0.6) },
    },
    uncounted: { '2001-01': { 'baseline:prior': 'no-answer' } },
  }
  const said = { ...prior, betterBy: 0, of: 'every' } as const
  expect(verdicts(said, told)).toEqual(['2001-01 inconclusive', '2001-02 pass'])
  expect(says(said, told)).toContain('baseline:prior answers nothing there: it knows no past.')
})

test('before its first model a recipe says nothing of itself, and one model is as good as itself', () => {
  const backtest = aBacktest({
    partitions: {
      '2001-01': { [subject]: between(0.1, 0.2), 'recipe:old': between(0.1, 0.2) },
      '2001-02': { [subject]: between(0.1, 0.2), 'recipe:old': between(0.1, 0.2) },
      '2001-03': { [subject]: between(0.1, 0.2), 'recipe:old': between(0.5, 0.6) },
    },
    uncounted: { '2001-01': { 'recipe:old': 'no-answer' } },
  })
  const contenders = [
    { name: subject, kind: 'recipe' },
    { name: 'recipe:old', kind: 'recipe' },
  ] as const
  const same = { digest: `sha256:${'7'.repeat(64)}` }
  const [, february] = backtest.partitions
  for (const result of Object.values(february?.results ?? {})) Object.assign(result, same)
  const said = aRequirement({ against: 'recipe:old', worseByAtMost: 0, of: 'every' })
  const judging = { subject, backtest: { ...backtest, contenders: [...contenders] } }
  const judged = judgeRequirements([said], judging)
  expect(judged.map(({ place, verdict }) => `${place} ${verdict}`)).toEqual([
    '2001-02 pass',
    '2001-03 pass',
  ])
  expect(judged[0]).toMatchObject({ value: 0, low: 0, high: 0 })
  expect(judged[0]?.says).toContain('the same model answers for both')
  const itself = judgeRequirements([said], { ...judging, subject: 'recipe:old' })
  expect(itself).toMatchObject([{ verdict: 'pass', says: 'It is recipe:old itself.' }])
})

test('a recipe is judged like a version, and against one', () => {
  const backtest = aBacktest({
    overall: { [subject]: between(0.1, 0.2), 'recipe:monthly': between(0.3, 0.4) },
  })
  const recipe = { name: 'recipe:monthly', kind: 'recipe' } as const
  const document = { ...backtest, contenders: [...backtest.contenders, recipe] }
  const said = aRequirement({ betterBy: 0.05, against: 'recipe:monthly' })
  expect(verdictOf(judgeRequirements([said], { subject, backtest: document }))).toBe('pass')
  const other = { subject: 'recipe:monthly', backtest: document, champion: subject }
  const notWorse = aRequirement({ worseByAtMost: 0, against: 'champion' })
  expect(verdictOf(judgeRequirements([notWorse], other))).toBe('fail')
})
