import type { Requirement } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { findRequirementFaults, type RequirementWorld } from './requirement-faults.ts'
import { aRequirement } from './testing/a-backtest.ts'

const world: RequirementWorld = {
  task: 'binary',
  own: { revenue: { value: 'price', direction: 'higher' } },
  baselines: ['by-airport'],
  recipes: ['monthly'],
}

const faultsOf = (...said: readonly Partial<Requirement>[]) =>
  findRequirementFaults(said.map(aRequirement), world).map(
    ({ index, key, detail }) => `${index}.${key}: ${detail}`,
  )

test('requirements of what is there have no faults', () => {
  expect(
    faultsOf(
      {},
      { metric: 'revenue', atLeast: 3 },
      { metric: 'f-beta:2', atLeast: 0.5 },
      { metric: 'latency-p99', atMost: 3 },
      { betterBy: '1%', against: 'baseline:prior', of: 'every', slices: 'carrier' },
      { betterBy: 0, against: 'baseline:by-airport' },
      { betterBy: 0, against: 'recipe:monthly' },
      { worseByAtMost: 0, against: 'champion' },
      { of: 'range', atMost: 0.1 },
    ),
  ).toEqual([])
})

test.each([
  [{ metric: 'logloss' }, 'metric: there is no metric "logloss"; did you mean log-loss?'],
  [
    { metric: 'rmse' },
    'metric: rmse is for regression and forecasting; the task of the model is binary',
  ],
  [
    { betterBy: 0, against: 'baseline:pior' },
    'against: there is no baseline "pior"; did you mean prior?',
  ],
  [{ betterBy: 0, against: 'baseline:mean' }, 'against: the baseline mean is for'],
  [
    { betterBy: 0, against: 'recipe:montly' },
    'against: there is no recipe "montly"; did you mean monthly?',
  ],
  [{ betterBy: 0, against: 'the best' }, 'against: found "the best", expected champion'],
  [{ metric: 'base-rate', betterBy: 0, against: 'champion' }, 'against: base-rate has no better'],
  [{ of: 'range', betterBy: 0, against: 'champion' }, 'of: a range is of one version alone'],
  [{ of: 'range', slices: 'carrier' }, 'slices: slices have no range'],
  [{ of: 'worst', betterBy: '1%', against: 'champion' }, 'of: a share of the other'],
  [{ metric: 'size', betterBy: 0, against: 'champion' }, 'against: size is measured once'],
  [{ metric: 'memory', atMost: 1, of: 'mean' }, 'of: memory is measured once'],
] as const)('%j is refused by what is wrong', (said, fault) => {
  expect(faultsOf(said)[0]).toContain(`0.${fault}`)
})

test('two bounds that no value is within contradict each other', () => {
  expect(faultsOf({ atLeast: 0.5, of: 'mean' }, { atMost: 0.4, of: 'mean' })).toEqual([
    '1.atMost: log-loss can never be at least 0.5 and at most 0.4',
  ])
  expect(faultsOf({ atLeast: 0.5 }, { atMost: 0.4, of: 'mean' })).toEqual([])
})

test('before the task is known only what has no task is refused', () => {
  const faults = findRequirementFaults([aRequirement({ metric: 'rmse' })], {
    ...{ task: undefined, own: {}, baselines: [], recipes: [] },
  })
  expect(faults).toEqual([])
})
