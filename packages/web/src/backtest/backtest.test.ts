import type { Backtest, Comparison, MetricValue } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { comparisonsBy, toForest } from './comparison-view.ts'
import { cellsOf, chosenMetric, findBest, type MetricView } from './partition-view.ts'
import { silentContenders, without } from './silent.ts'
import { toIntervalSeries } from './to-interval-series.ts'

const logLoss: MetricView = { name: 'logLoss', title: 'Log loss', direction: 'lower' }

test('what was trained on is shown and never best', () => {
  const backtest = aBacktest({
    'a@1': [0.1, 'trained-on'],
    'a@2': [0.4, 'evidence'],
    prior: [0.5, 'evidence'],
  })
  expect(bestOf(backtest)).toEqual(['a@2'])
})

test('a baseline may be best', () => {
  expect(bestOf(aBacktest({ 'a@1': [0.6, 'evidence'], prior: [0.5, 'evidence'] }))).toEqual([
    'prior',
  ])
})

test('higher is better where the metric says so, and ties share the mark', () => {
  const backtest = aBacktest({ a: [0.6, 'evidence'], b: [0.5, 'evidence'], c: [0.6, 'evidence'] })
  expect(bestOf(backtest, { ...logLoss, direction: 'higher' })).toEqual(['a', 'c'])
})

test('nothing is best where only baselines count', () => {
  const both = aBacktest({
    a: [0.1, 'trained-on'],
    prior: [0.5, 'evidence'],
    median: [0.6, 'evidence'],
  })
  expect(bestOf(both)).toEqual([])
})

test('nothing is best where fewer than two count', () => {
  expect(bestOf(aBacktest({ a: [0.1, 'trained-on'], prior: [0.5, 'evidence'] }))).toEqual([])
})

test('the metric of the URL is taken, else the first', () => {
  const backtest = aBacktest({})
  expect(chosenMetric(backtest, 'auc')?.name).toBe('auc')
  expect(chosenMetric(backtest, 'nonsense')?.name).toBe('logLoss')
  expect(chosenMetric({ ...backtest, metrics: [] }, null)).toBeUndefined()
})

test('the figure gets values, intervals, reasons and what is no evidence', () => {
  const backtest = aBacktest({ 'a@1': [0.1, 'trained-on'], prior: [undefined, 'evidence'] })
  expect(toIntervalSeries(backtest, logLoss)).toMatchObject({
    title: 'Log loss by month',
    level: 0.95,
    partitions: ['2001-01'],
    contenders: [
      {
        name: 'a@1',
        points: [
          { kind: 'value', value: 0.1, low: 0, high: 1, counted: false, because: 'trained on' },
        ],
      },
      { name: 'prior', points: [{ kind: 'undefined', reason: 'one class', counted: true }] },
    ],
  })
})

test('versions are compared with each other before baselines, and the figure keeps the verdicts', () => {
  const judged = aBacktest({ 'a@1': [0.4, 'evidence'], 'a@2': [0.5, 'evidence'] })
  const baseline = { name: 'baseline:prior', kind: 'baseline' } as const
  const backtest: Backtest = {
    ...judged,
    contenders: [...judged.contenders, baseline],
    comparisons: [
      aComparison('a@1', 'baseline:prior', 'better'),
      aComparison('a@2', 'a@1', 'undecided'),
      { ...aComparison('a@2', 'a@1', 'worse'), metric: 'auc' },
    ],
  }
  const shown = comparisonsBy(backtest, logLoss)
  expect(toForest(shown, logLoss).rows).toMatchObject([
    { label: 'a@2 − a@1', verdict: 'undecided' },
    { label: 'a@1 − prior', verdict: 'better' },
  ])
})

test('who answers nowhere is left out, with the reason, and with what was compared with it', () => {
  const judged = aBacktest({ 'a@1': [0.4, 'evidence'], prior: [0.5, 'evidence'] })
  const [partition] = judged.partitions
  if (partition === undefined) throw new Error('expected a partition')
  const counted = { kind: 'no-answer', because: 'No season is said.' } as const
  const results = { ...partition.results, prior: { counted, metrics: {} } }
  const backtest: Backtest = {
    ...judged,
    partitions: [{ ...partition, results }],
    comparisons: [aComparison('a@1', 'prior', 'undecided')],
  }
  const silent = silentContenders(backtest)
  expect(silent).toEqual([{ name: 'prior', because: 'No season is said.' }])
  expect(without(backtest, silent)).toMatchObject({
    contenders: [{ name: 'a@1' }],
    comparisons: [],
  })
  expect(silentContenders({ ...judged, partitions: [] })).toEqual([])
})

function aComparison(
  candidate: string,
  reference: string,
  verdict: Comparison['verdict'],
): Comparison {
  const difference = { kind: 'value', value: 0.1, low: 0, high: 0.2, n: 5 } as const
  const rest = { metric: 'logLoss', level: 0.95, says: '', rows: 5, tests: [], worse: [] }
  return { ...rest, candidate, reference, verdict, difference, byPartition: [] }
}

function bestOf(backtest: Backtest, metric = logLoss): string[] {
  const [partition] = backtest.partitions
  if (partition === undefined) return []
  return [...findBest(cellsOf(backtest, partition, metric), metric.direction)]
}

type Result = readonly [number | undefined, 'evidence' | 'trained-on']

function aBacktest(results: Readonly<Record<string, Result>>): Backtest {
  const instant = '2001-01-01T00:00:00Z'
  const digest = `sha256:${'0'.repeat(64)}` as const
  return {
    id: digest,
    model: 'a',
    task: 'binary',
    dataset: { name: 'd', digest, rows: 1 },
    label: 'y',
    partitionBy: 'month',
    level: 0.95,
    metrics: [logLoss, { name: 'auc', title: 'AUC', direction: 'higher' }],
    contenders: Object.keys(results).map((name) => ({
      name,
      kind: ['prior', 'median'].includes(name) ? 'baseline' : 'version',
    })),
    partitions: [
      {
        partition: '2001-01',
        from: instant,
        until: instant,
        rows: 1,
        unlabelled: 0,
        results: Object.fromEntries(
          Object.entries(results).map(([name, [value, kind]]) => [
            name,
            { counted: { kind }, metrics: { logLoss: aMetric(value) } },
          ]),
        ),
      },
    ],
  }
}

function aMetric(value: number | undefined): MetricValue {
  if (value === undefined) return { kind: 'undefined', reason: 'one class', n: 1 }
  return { kind: 'value', value, low: 0, high: 1, n: 1 }
}
