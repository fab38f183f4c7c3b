import type { Comparison } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { between, lacking, type Told } from './testing/a-backtest.ts'
import { judge, prior, says, subject, verdicts } from './testing/judge-requirement.ts'

const pairOf = (mine: readonly [number, number], other: readonly [number, number]): Told => ({
  overall: { [subject]: between(...mine), 'baseline:prior': between(...other) },
})

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
