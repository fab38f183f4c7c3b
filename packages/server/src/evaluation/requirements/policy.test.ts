import type { Backtest, Comparison, MetricValue, Requirement } from '@ratchet-ml/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeRequirements, verdictOf } from './policy.ts'
import { aBacktest, aRequirement, between, lacking, type Told } from './testing/a-backtest.ts'
import type { MachineMeasure } from './types.ts'

const subject = 'flights@2'

function judge(said: Partial<Requirement>, told: Told | undefined, champion?: string) {
  const backtest = told && aBacktest(told)
  return judgeRequirements([aRequirement(said)], {
    subject,
    ...(backtest && { backtest }),
    ...(champion === undefined ? {} : { champion }),
  })
}

const verdicts = (...args: Parameters<typeof judge>) =>
  judge(...args).map(({ place, verdict }) => `${place} ${verdict}`)

const says = (...args: Parameters<typeof judge>) => judge(...args)[0]?.says ?? ''

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

const months = (values: readonly (readonly [number, number, number?])[]): Told => ({
  partitions: Object.fromEntries(
    values.map(([low, high, n], i) => [`2001-0${i + 1}`, { [subject]: between(low, high, n) }]),
  ),
})

test('every partition is judged by itself, and those with too few rows pass only where they may be left out', () => {
  const told = months([[0.3, 0.4], [0.45, 0.55], [0.6, 0.7], [0.9, 1, 20]]) // biome-ignore format: a row
  const judged = ['2001-01 pass', '2001-02 inconclusive', '2001-03 fail']
  expect(verdicts({ of: 'every' }, told)).toEqual([...judged, '2001-04 inconclusive'])
  const asked = { of: 'every', fewestRows: 30 } as const
  expect(verdicts(asked, told)).toEqual(judged)
  expect(says(asked, told)).toContain('Left out for fewer than 30 rows: 2001-04.')
  expect(verdicts(asked, months([[0.1, 0.2, 20]]))).toEqual(['every inconclusive'])
})

test('the worst, the mean and the range are of all partitions that count', () => {
  const told = months([[0.3, 0.4], [0.44, 0.5], [0.2, 0.3]]) // biome-ignore format: a row
  expect(judge({ of: 'worst' }, told)[0]).toMatchObject({
    ...{ place: 'worst', verdict: 'pass', low: 0.44, high: 0.5 },
    says: expect.stringContaining('2001-02, the worst of 3 partitions'),
  })
  const [mean] = judge({ of: 'mean', atMost: 0.4 }, told)
  expect(mean).toMatchObject({ verdict: 'pass', n: 3000 })
  expect(mean?.low).toBeCloseTo(0.94 / 3, 12)
  expect(mean?.high).toBeCloseTo(0.4, 12)
  const [range] = judge({ of: 'range', atMost: 0.31 }, told)
  expect(range).toMatchObject({ verdict: 'pass' })
  expect([range?.low, range?.high].map((end) => Number(end?.toFixed(9)))).toEqual([0.14, 0.3])
  expect(verdicts({ of: 'range' }, months([[0.3, 0.4]]))).toEqual(['range inconclusive'])
})

test('one partition of which nothing is known leaves mean and worst open', () => {
  const known = months([[0.1, 0.2]])
  const silent = { '2001-02': { [subject]: lacking('All outcomes are missing.') } }
  const told = { partitions: { ...known.partitions, ...silent } }
  for (const over of ['mean', 'worst'] as const) {
    expect(says({ of: over }, told)).toContain('2001-02: log-loss is undefined: All outcomes')
  }
})

test('rows it was trained on do not count, and without others nothing is known', () => {
  const told = months([[0.1, 0.2], [0.6, 0.7]]) // biome-ignore format: a row
  const trained = { '2001-01': { [subject]: 'trained-on' } } as const
  expect(verdicts({ of: 'every' }, { ...told, uncounted: trained })).toEqual(['2001-02 fail'])
  const unknown = { ...trained, '2001-02': { [subject]: 'training-unknown' } } as const
  const [judged] = judge({ of: 'mean' }, { ...told, uncounted: unknown })
  expect(judged).toMatchObject({ verdict: 'inconclusive' })
  expect(judged?.says).toContain('flights@2 was trained on 2001-01-01..2001-02-01')
  expect(judged?.says).toContain('nobody said what flights@1 was trained on')
})

const pairOf = (mine: readonly [number, number], other: readonly [number, number]): Told => ({
  overall: { [subject]: between(...mine), 'baseline:prior': between(...other) },
})
const prior = { against: 'baseline:prior' }

test('without a paired interval the difference is that of both intervals, and says so', () => {
  const [judged] = judge({ ...prior, betterBy: 0 }, pairOf([0.4, 0.44], [0.45, 0.5]))
  expect(judged).toMatchObject({ verdict: 'pass', bound: -0 })
  expect(judged?.low).toBeCloseTo(-0.1, 12)
  expect(judged?.high).toBeCloseTo(-0.01, 12)
  expect(judged?.says).toContain('no paired one')
  const near = pairOf([0.4, 0.46], [0.45, 0.5])
  expect(verdicts({ ...prior, betterBy: 0 }, near)).toEqual(['overall inconclusive'])
  expect(verdicts({ ...prior, worseByAtMost: 0.02 }, near)).toEqual(['overall pass'])
  expect(verdicts({ ...prior, betterBy: 0 }, pairOf([0.6, 0.7], [0.4, 0.5]))).toEqual([
    'overall fail',
  ])
})

test('higher is better turns a difference round', () => {
  const told = (mine: readonly [number, number], other: readonly [number, number]): Told => ({
    ...{ ...pairOf(mine, other), metric: 'accuracy', direction: 'higher' },
  })
  const said = { metric: 'accuracy', ...prior, betterBy: 0.01 }
  expect(verdicts(said, told([0.8, 0.9], [0.6, 0.7]))).toEqual(['overall pass'])
  expect(verdicts(said, told([0.5, 0.6], [0.6, 0.7]))).toEqual(['overall fail'])
})

test('a share of a value that lies within an interval must hold at both ends to pass', () => {
  const told = pairOf([0.4, 0.41], [0.5, 0.52])
  const [judged] = judge({ ...prior, betterBy: '10%' }, told)
  expect(judged?.verdict).toBe('pass')
  expect(judged?.bound).toBeCloseTo(-0.052, 12)
  expect(verdicts({ ...prior, betterBy: '18%' }, told)).toEqual(['overall inconclusive'])
  expect(verdicts({ ...prior, betterBy: '50%' }, told)).toEqual(['overall fail'])
})

const compared = (candidate: string, reference: string, low: number, high: number): Comparison => ({
  ...{ candidate, reference, metric: 'log-loss', level: 0.95, verdict: 'better', says: '' },
  ...{ rows: 900, tests: [], byPartition: [], worse: [] },
  difference: { kind: 'value', value: (low + high) / 2, low, high, n: 900 },
})

test('a paired difference counts where there is one, whichever way round it was taken', () => {
  const near = pairOf([0.4, 0.5], [0.41, 0.51])
  const straight = [compared(subject, 'baseline:prior', -0.02, -0.005)]
  expect(judge({ ...prior, betterBy: 0 }, { ...near, comparisons: straight })[0]).toMatchObject({
    ...{ verdict: 'pass', low: -0.02, high: -0.005, n: 900 },
  })
  const turned = [compared('baseline:prior', subject, 0.005, 0.02)]
  expect(judge({ ...prior, betterBy: 0 }, { ...near, comparisons: turned })[0]).toMatchObject({
    ...{ verdict: 'pass', low: -0.02, high: -0.005 },
  })
  const [strict] = judge({ ...prior, betterBy: 0.01 }, { ...near, comparisons: straight })
  expect(strict?.verdict).toBe('inconclusive')
})

test('a difference of sums counts where it is of the rows that the sums are of', () => {
  const told = (rows: number, sum: object): Told => ({
    ...pairOf([0.4, 0.5], [0.41, 0.51]),
    comparisons: [{ ...compared(subject, 'baseline:prior', -0.02, -0.005), rows }],
    plan: { own: { 'log-loss': { value: 'x', direction: 'lower', ...sum } } },
  })
  const said = { ...prior, betterBy: 0 }
  expect(verdicts(said, told(5000, { sum: true }))).toEqual(['overall pass'])
  expect(verdicts(said, told(5400, { sum: true }))).toEqual(['overall inconclusive'])
  expect(verdicts(said, told(5400, {}))).toEqual(['overall pass'])
})

test('the champion is what the caller says; none, or itself, leaves nothing to compare', () => {
  const told: Told = {
    overall: { [subject]: between(0.4, 0.41), 'flights@1': between(0.5, 0.51) },
  }
  const said = { against: 'champion', betterBy: 0 }
  expect(verdicts(said, told, 'flights@1')).toEqual(['overall pass'])
  expect(judge(said, told)[0]).toMatchObject({ verdict: 'pass', says: /no champion/ } as never)
  expect(says(said, told)).toContain('no champion')
  expect(says(said, told, 'itself')).toContain('It is the champion')
})

test('a baseline without a value leaves it open', () => {
  const told: Told = {
    partitions: {
      '2001-01': { [subject]: between(0.1, 0.2), 'baseline:prior': lacking('No past.') },
    },
  }
  expect(says({ ...prior, betterBy: 0, of: 'every' }, told)).toContain('No past.')
  expect(verdicts({ ...prior, betterBy: 0, of: 'every' }, told)).toEqual(['2001-01 inconclusive'])
})

test('slices are judged each beside the whole, and none may hide behind too few rows', () => {
  const told: Told = {
    overall: { [subject]: between(0.3, 0.4) },
    slices: {
      'carrier=AA': { [subject]: between(0.3, 0.45) },
      'carrier=WN': { [subject]: between(0.6, 0.7) },
      'carrier=XX': { [subject]: between(0.9, 0.99, 3) },
    },
  }
  const judged = ['overall pass', 'carrier=AA pass', 'carrier=WN fail']
  expect(verdicts({ slices: 'carrier' }, told)).toEqual([...judged, 'carrier=XX inconclusive'])
  const asked = { slices: 'carrier', fewestRows: 30 }
  expect(verdicts(asked, told)).toEqual(judged)
  expect(judge(asked, told)[1]?.says).toContain('carrier=XX')
  expect(verdicts({ slices: 'carrier', fewestRows: 5000 }, told)).toEqual([
    'overall inconclusive',
    'carrier inconclusive',
  ])
  expect(verdicts({ slices: 'airport' }, told)).toEqual(['overall pass', 'airport inconclusive'])
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
