import type { BaselineConfig } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { zoneOf } from '../../../platform/zone.ts'
import type { BaselineFacts } from './kinds/types.ts'
import { settleBaselines } from './settle-baselines.ts'

const window = { from: '2001-01-01T00:00:00Z', until: '2001-02-01T00:00:00Z' }

function facts(change: Partial<BaselineFacts> = {}): BaselineFacts {
  return {
    task: 'binary',
    classes: 2,
    label: 'late',
    columns: [
      { name: 'late', kind: 'boolean' },
      { name: 'distance', kind: 'number' },
      { name: 'guess', kind: 'text' },
      { name: 'shop', kind: 'text' },
      { name: 'date', kind: 'timestamp' },
    ],
    zone: zoneOf('UTC'),
    features: ['distance'],
    isQuickToRead: true,
    ...change,
  }
}

function settle(asked: readonly BaselineConfig[] | undefined, change: Partial<BaselineFacts> = {}) {
  return settleBaselines(asked, facts(change)).map((plan) =>
    plan.kind === 'baseline' ? { name: plan.name, ...plan.settings } : plan,
  )
}

const names = (change: Partial<BaselineFacts>) => settle(undefined, change).map(({ name }) => name)
const regression = { task: 'regression', classes: 0, label: 'distance' } as const

test('without names those of the task stand in the table', () => {
  expect(names({})).toEqual(['baseline:prior', 'baseline:majority', 'baseline:linear'])
  expect(names({ trainedOn: window, series: 'shop' })).toEqual([
    'baseline:prior',
    'baseline:training-prior',
    'baseline:majority',
    'baseline:last-value',
    'baseline:seasonal-naive',
    'baseline:linear',
  ])
  expect(names({ ...regression, features: [] })).toEqual([
    'baseline:mean',
    'baseline:median',
    'baseline:last-value',
    'baseline:seasonal-naive',
    'baseline:drift',
  ])
  expect(names({ task: 'multiclass', classes: 3 })).not.toContain('baseline:linear')
  expect(names({ isQuickToRead: false })).not.toContain('baseline:linear')
})

test('settings are completed from the back-test, and say what a column gives', () => {
  expect(
    settle(
      [
        'last-value',
        { 'seasonal-naive': { season: '36h' } },
        { rule: 'distance > 1500', as: 'far' },
        { rule: { expression: 'distance / 4000', gives: 'label' }, as: 'far-away' },
        { human: { column: 'guess' } },
        { linear: { l2: 3 } },
        'champion',
      ],
      { series: 'shop' },
    ),
  ).toEqual([
    { name: 'baseline:last-value', series: 'shop' },
    { name: 'baseline:seasonal-naive', series: 'shop', season: 129_600_000_000 },
    { name: 'baseline:far', expression: 'distance > 1500', gives: 'label' },
    { name: 'baseline:far-away', expression: 'distance / 4000', gives: 'label' },
    { name: 'baseline:human', column: 'guess', gives: 'label' },
    { name: 'baseline:linear', features: ['distance'], l2: 3 },
  ])
  expect(settle([{ human: { column: 'distance' } }])).toEqual([
    { name: 'baseline:human', column: 'distance', gives: 'probability' },
  ])
  const value = settle([{ rule: 'abs(other)' }], {
    ...regression,
    columns: [{ name: 'other', kind: 'number' }],
  })
  expect(value).toEqual([{ name: 'baseline:rule', expression: 'abs(other)', gives: 'value' }])
})

test.each<[string, BaselineConfig, Partial<BaselineFacts>, object]>([
  ['an unknown name', 'pryor', {}, { code: 'usage', hint: expect.stringContaining('prior') }],
  ['one of another task', 'mean', {}, { code: 'usage', hint: expect.stringContaining('majority') }],
  ['a rule without an expression', 'rule', {}, { code: 'usage' }],
  ['a person without a column', 'human', {}, { code: 'usage' }],
  [
    'the label as what a person said',
    { human: { column: 'late' } },
    {},
    { code: 'usage', message: expect.stringContaining('is the label') },
  ],
  ['a rule that reads the label', { rule: 'not late' }, {}, { code: 'usage' }],
  [
    'a rule of what is not there',
    { rule: 'distanc > 1' },
    {},
    { code: 'expression-invalid', hint: 'Did you mean distance?' },
  ],
  [
    'a column that is not there',
    { human: { column: 'gues' } },
    {},
    { code: 'data-column-missing', hint: 'Did you mean guess?' },
  ],
  [
    'a series that is not there',
    { drift: { series: 'shp' } },
    regression,
    { code: 'data-column-missing' },
  ],
  ['text as a value', { human: { column: 'guess' } }, regression, { code: 'usage' }],
  ['a time as an answer', { human: { column: 'date' } }, {}, { code: 'usage' }],
  [
    'a probability of three classes',
    { rule: { expression: 'distance', gives: 'probability' } },
    { task: 'multiclass', classes: 3 },
    { code: 'usage', hint: 'It may give: label.' },
  ],
  ['a linear model of nothing', 'linear', { features: [] }, { code: 'usage' }],
  [
    'the label as a feature',
    { linear: { features: ['late'] } },
    {},
    { code: 'usage', message: expect.stringContaining('which no row has beforehand') },
  ],
  ['a training prior without a window', 'training-prior', {}, { code: 'usage' }],
])('%s is refused', (_, config, change, problem) => {
  const thrown = (() => {
    try {
      return settle([config], change)
    } catch (error) {
      return error
    }
  })()
  expect(thrown).toMatchObject(problem)
})
