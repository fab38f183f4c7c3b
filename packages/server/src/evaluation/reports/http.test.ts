import { expect, test } from 'vitest'
import { checkToCsv } from './csv/check-to-csv.ts'
import { toCsv } from './csv/to-csv.ts'
import { toCheckReport } from './html/to-check-report.ts'
import { toHtmlReport } from './html/to-html-report.ts'
import { toMarkdown } from './markdown/to-markdown.ts'
import { aBacktest } from './testing/a-backtest.ts'
import { aCheck } from './testing/a-check.ts'
import { aWorld } from './testing/a-world.ts'

const backtest = aBacktest()
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

test('a recorded back-test is answered as a page, as CSV and as Markdown, the same as of the document', async () => {
  const { client } = aWorld()
  await client.recordBacktest(backtest)
  const { id } = backtest
  expect(text(await client.backtestReport(id, 'html'))).toBe(toHtmlReport(backtest))
  expect(text(await client.backtestReport(id, 'csv'))).toBe(toCsv(backtest))
  expect(text(await client.backtestReport(id, 'markdown'))).toBe(toMarkdown(backtest))
})

test('the page may run nothing and load nothing', async () => {
  const { client, router } = aWorld()
  await client.recordBacktest(backtest)
  const { headers } = await router.request(`/v1/backtests/${backtest.id}/report`)
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toMatch(/script-src|unsafe-inline/)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('x-request-id')).toMatch(/\S/)
})

test('a recorded check is answered in the same formats', async () => {
  const { client } = aWorld()
  const check = aCheck()
  await client.recordCheck(check)
  expect(text(await client.checkReport(check.id, 'html'))).toBe(toCheckReport(check))
  expect(text(await client.checkReport(check.id, 'csv'))).toBe(checkToCsv(check))
  expect(text(await client.checkReport(check.id, 'markdown'))).toContain('| back-test | ❌ fail |')
})

test('an unknown back-test has no report', async () => {
  const { client } = aWorld()
  await expect(client.backtestReport(backtest.id, 'html')).rejects.toMatchObject({
    body: { code: 'backtest-not-found' },
  })
})
