import type { Backtest } from '@ratchet-ml/protocol'
import { Backtest as BacktestSchema } from '@ratchet-ml/protocol'
import { canonicalJson } from '@ratchet-ml/scoring'
import { expect, test } from 'vitest'
import { aBacktest } from '../testing/a-backtest.ts'
import { aHugeBacktest } from '../testing/a-huge-backtest.ts'
import { checkHtml, textOf } from '../testing/check-html.ts'
import { reportPolicy } from './page.ts'
import { toHtmlReport } from './to-html-report.ts'

const hostile = `</title><script>alert("1")</script><img src=x onerror='a'>&amp;|\u202e\u0000`

test('the builder of these tests makes documents that the schema takes', () => {
  expect(() => BacktestSchema.parse(aBacktest())).not.toThrow()
  expect(() => BacktestSchema.parse(aBacktest({ task: 'regression' }))).not.toThrow()
})

test('answers first: better, where worse, evidence, leaks; each in words', () => {
  const text = textOf(checkHtml(toHtmlReport(aBacktest())))
  expect(text).toContain('✓ flights@2 is better than flights@1 by log loss')
  expect(text).toContain(
    'flights@2 is worse than flights@1 in 2001-03, and in the slices carrier=B1',
  )
  expect(text).toContain('5 of 6 partitions count for every version and recipe, with 200,000 rows')
  expect(text).toContain('flights@1 in 2001-01 (trained on)')
  expect(text).toContain('recipe:monthly in 2001-01 (no answer: no model ended before it)')
  expect(text).toContain('None found; 5 checks ran. 1 could not be run: missing-live.')
})

test('marks the cells that do not count with the reason', () => {
  const cells = checkHtml(toHtmlReport(aBacktest())).filter(
    ({ attributes }) => attributes['class'] === 'uncounted',
  )
  expect(textOf(cells.flatMap(({ children }) => children.filter(isElement)))).toContain(
    'trained on, not counted',
  )
  expect(cells.length % 3).toBe(0)
})

test('has no answer where there is a leak, and shows it before all else', () => {
  const backtest = aBacktest()
  const findings = [
    { check: 'shared-rows', severity: 'suspicion', says: 'a bit odd' },
    { check: 'knows-answer', severity: 'leak', feature: 'delay', says: 'delay knows it' },
  ] as const
  const leaks = { checked: ['knows-answer'], skipped: [], findings: [...findings] }
  const text = textOf(checkHtml(toHtmlReport({ ...backtest, leaks })))
  expect(text).toContain('? No answer: there is a leak')
  expect(text).toContain('1 found, 1 suspicions. What is leaked is no evidence. delay knows it.')
  expect(text.indexOf('What was found')).toBeLessThan(text.lastIndexOf('a bit odd'))
})

test('says what is not known of a document of an earlier release', () => {
  const { common, comparisons, leaks, plan, ...old } = aBacktest()
  expect([common, comparisons, leaks, plan]).not.toContain(undefined)
  const text = textOf(checkHtml(toHtmlReport(old)))
  expect(text).toContain('Nothing was compared')
  expect(text).toContain('No leak check was run')
  expect(text).toContain('it cannot be run again from its id')
})

test('shows residuals of a regression, and curves of a classification', () => {
  const regression = toHtmlReport(aBacktest({ task: 'regression' }))
  expect(regression).toContain('Residuals of flights@2')
  expect(regression).not.toContain('ROC curve')
  expect(toHtmlReport(aBacktest())).toContain('ROC curve')
})

test.each([0, 1])('holds with %i partitions', (partitions) => {
  checkHtml(toHtmlReport(aBacktest({ partitions, slices: partitions })))
})

test('gives the same bytes for the same document, whatever the order of its keys', () => {
  const backtest = aBacktest()
  const canonical = JSON.parse(canonicalJson(backtest)) as Backtest
  expect(toHtmlReport(canonical)).toBe(toHtmlReport(backtest))
})

test('lets a browser apply its own style sheet and nothing else', () => {
  expect(reportPolicy()).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+';/)
  expect(toHtmlReport(aBacktest())).toContain('http-equiv="Content-Security-Policy"')
})

test('escapes every name, and stays well-formed', () => {
  const shape = { partitions: 30, contenders: 12, metrics: 4, slices: 90, text: hostile }
  const html = toHtmlReport(aHugeBacktest(shape))
  checkHtml(html)
  expect(html).not.toContain('<script')
  expect(html).not.toContain('\u0000')
})

function isElement<T>(child: T | string): child is T {
  return typeof child !== 'string'
}
