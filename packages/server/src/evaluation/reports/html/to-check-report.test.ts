import { Buffer } from 'node:buffer'
import { Check } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { checkToCsv } from '../csv/check-to-csv.ts'
import { aCheck } from '../testing/a-check.ts'
import { checkHtml, textOf } from '../testing/check-html.ts'
import { toCheckReport } from './to-check-report.ts'

test('gives the verdict, the gates with their reasons, and what does not pass first', () => {
  expect(() => Check.parse(aCheck())).not.toThrow()
  const text = textOf(checkHtml(toCheckReport(aCheck())))
  expect(text).toContain('✗ fail')
  expect(text).toContain('1 of 3 gates pass; backtest: fail, champion: inconclusive')
  expect(text).toContain('too few rows')
  expect(text.indexOf('carrier=AA')).toBeLessThan(text.indexOf('overall'))
})

test('says that no specification is agreed', () => {
  const { specification, ...check } = aCheck()
  expect(specification).toBeDefined()
  expect(textOf(checkHtml(toCheckReport(check)))).toContain('No specification is agreed')
})

test('escapes what it is given, and stays within its size', () => {
  const [first, second, third] = aCheck('<script>alert(1)</script>'.repeat(99)).gates
  const requirements = Array.from({ length: 5_000 }, () => second?.requirements ?? []).flat()
  const gates = [first, second, third].flatMap((gate) => (gate ? [{ ...gate, requirements }] : []))
  const html = toCheckReport({ ...aCheck(), gates })
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(500_000)
  expect(html).not.toContain('<script')
  checkHtml(html)
})

test('as CSV has a line for every gate and for every requirement', () => {
  const lines = checkToCsv(aCheck()).split('\r\n')
  expect(lines).toHaveLength(1 + 3 + 3 + 1)
  expect(lines[3]).toBe(
    'backtest,pass,0,log-loss,must,overall,0.43,0.42,0.55,0.45,0,because it is so',
  )
  expect(lines.at(-2)).toBe('champion,inconclusive,,,,,,,,,,because it is so; too few rows')
})
