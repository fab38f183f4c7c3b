import type { Backtest, Counted } from '@ratchet-ml/protocol'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { PartitionTable } from './partition-table.tsx'

test('labels what was trained on, marks the best that counts, and says what is undefined', () => {
  const [january, february] = rowsOf(aBacktest())
  expect(january).toContain('0.4000<small class="reason">trained on, not counted</small>')
  expect(january).not.toContain('best: ')
  expect(february).toContain('best: </span>0.5000<small>0.4900 to 0.5100</small>')
  expect(february).toContain('undefined<small>only one class</small>')
  expect(february).toContain('7<small>2 without label left out</small>')
})

test('says the level of the intervals and the better direction', () => {
  expect(markupOf(aBacktest())).toContain('Log loss by month, lower is better, with 90 % intervals')
})

test('says of each row its own reason why it does not count', () => {
  const [january] = rowsOf(
    withCounted({ kind: 'training-unknown' }, { kind: 'no-answer', because: 'No past.' }),
  )
  expect(january).toContain('nobody said what it was trained on, not counted</small>')
  expect(january).toContain('–<small class="reason">no answer: No past, not counted</small>')
})

test('puts what is over the rows that count for all before the partitions', () => {
  const backtest = aBacktest()
  const value = { kind: 'value', value: 0.25, n: 7 } as const
  const results = { 'flights@1': { logLoss: value } }
  const common = { partitions: ['2001-02'], rows: 7, results, slices: [], shapes: {} }
  const [first] = rowsOf({ ...backtest, common })
  expect(first).toContain('all that count<small>1 of 2</small>')
  expect(first).toContain('0.2500<small>no interval</small>')
})

/** Of the first partition: its version and its first baseline. */
function withCounted(version: Counted, baseline: Counted): Backtest {
  const backtest = aBacktest()
  const [january, ...others] = backtest.partitions
  if (january === undefined) return backtest
  const results = {
    ...january.results,
    'flights@1': { counted: version, metrics: {} },
    'baseline:prior': { counted: baseline, metrics: {} },
  }
  return { ...backtest, partitions: [{ ...january, results }, ...others] }
}

function rowsOf(backtest: Backtest): string[] {
  const [, body = ''] = markupOf(backtest).split('<tbody>')
  return body.split('</tr>')
}

function markupOf(backtest: Backtest): string {
  const metric = { name: 'logLoss', title: 'Log loss', direction: 'lower' } as const
  return renderToStaticMarkup(<PartitionTable backtest={backtest} metric={metric} />)
}

function aBacktest(): Backtest {
  const digest = `sha256:${'0'.repeat(64)}` as const
  const evidence = { kind: 'evidence' } as const
  const value = (of: number) =>
    ({ kind: 'value', value: of, low: of - 0.01, high: of + 0.01, n: 7 }) as const
  const month = {
    from: '2001-01-01T00:00:00Z',
    until: '2001-02-01T00:00:00Z',
    rows: 7,
  }
  return {
    id: digest,
    model: 'flights',
    task: 'binary',
    dataset: { name: 'flights', digest, rows: 14 },
    label: 'late',
    partitionBy: 'month',
    level: 0.9,
    metrics: [],
    contenders: [
      { name: 'flights@1', kind: 'version' },
      { name: 'baseline:prior', kind: 'baseline' },
      { name: 'baseline:hour', kind: 'baseline' },
    ],
    partitions: [
      {
        ...month,
        partition: '2001-01',
        unlabelled: 0,
        results: {
          'flights@1': { counted: { kind: 'trained-on' }, metrics: { logLoss: value(0.4) } },
          'baseline:prior': { counted: evidence, metrics: { logLoss: value(0.6) } },
          'baseline:hour': { counted: evidence, metrics: { logLoss: value(0.55) } },
        },
      },
      {
        ...month,
        partition: '2001-02',
        unlabelled: 2,
        results: {
          'flights@1': { counted: evidence, metrics: { logLoss: value(0.5) } },
          'baseline:prior': { counted: evidence, metrics: { logLoss: value(0.6) } },
          'baseline:hour': {
            counted: evidence,
            metrics: { logLoss: { kind: 'undefined', reason: 'only one class', n: 7 } },
          },
        },
      },
    ],
  }
}
