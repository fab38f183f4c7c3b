import type { Backtest } from '@ratchet-ml/protocol'
import { canonicalJson } from '@ratchet-ml/scoring'
import { expect, test } from 'vitest'
import { aBacktest } from '../testing/a-backtest.ts'
import { aHugeBacktest } from '../testing/a-huge-backtest.ts'
import { csvPieces, toCsv } from './to-csv.ts'

test('has a line for every value, with interval, level, rows and whether it counts', () => {
  const backtest = aBacktest({ slices: 2 })
  const lines = toCsv(backtest).split('\r\n')
  expect(lines[0]).toBe('partition,slice,contender,metric,value,low,high,level,n,counted,reason')
  expect(lines).toHaveLength(1 + 6 * 4 * 4 + 4 * 4 + 2 * 4 * 4 + 1)
  expect(lines[1]).toMatch(
    /^2001-01,,flights@1,log-loss,0\.\d+,0\.\d+,0\.\d+,0\.95,40000,trained-on,trained on$/,
  )
  const overall = lines.filter((line) => line.startsWith(',,'))
  expect(overall).toHaveLength(4 * 4)
  expect(lines.filter((line) => line.startsWith(',carrier=A0,'))).toHaveLength(4 * 4)
})

test('says why a value is undefined and why its rows do not count, both', () => {
  const backtest = aBacktest({ partitions: 1 })
  const undefinedOf = { kind: 'undefined', reason: 'one class, "late"', n: 3 } as const
  const results = {
    'flights@1': { counted: { kind: 'trained-on' }, metrics: { auc: undefinedOf } },
  } as const
  const [first] = backtest.partitions
  const partitions = first === undefined ? [] : [{ ...first, results }]
  expect(toCsv({ ...backtest, partitions })).toContain(
    '2001-01,,flights@1,auc,,,,,3,trained-on,"one class, ""late""; trained on"\r\n',
  )
})

test('lets no spreadsheet run a name as a formula', () => {
  const shape = { partitions: 1, contenders: 1, metrics: 1, slices: 1, text: '=cmd()' }
  expect(toCsv(aHugeBacktest(shape))).toContain(`'=cmd() 0,,'=cmd()0,'=cmd()-metric-0,`)
})

test('gives the same bytes for the same document, whatever the order of its keys', () => {
  const backtest = aBacktest()
  expect(toCsv(JSON.parse(canonicalJson(backtest)) as Backtest)).toBe(toCsv(backtest))
})

test('comes in pieces of one partition or slice', () => {
  expect([...csvPieces(aBacktest({ slices: 2 }))]).toHaveLength(1 + 6 + 1 + 2)
})
