import { expect, test } from 'vitest'
import { between, lacking, type Told } from './testing/a-backtest.ts'
import { judge, months, says, subject, verdicts } from './testing/judge-requirement.ts'

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
