import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { aContext, anInput } from '../../registry/testing/command-context.ts'
import { reportCommands } from './commands.ts'
import { checkToCsv } from './csv/check-to-csv.ts'
import { toCsv } from './csv/to-csv.ts'
import { toCheckReport } from './html/to-check-report.ts'
import { toHtmlReport } from './html/to-html-report.ts'
import { toMarkdown } from './markdown/to-markdown.ts'
import { checkReportsToSave, reportsToSave } from './save-reports.ts'
import { aBacktest, digestOf } from './testing/a-backtest.ts'
import { aCheck } from './testing/a-check.ts'
import { aWorld } from './testing/a-world.ts'

const backtest = aBacktest()

async function aCommandLine() {
  const folder = await mkdtemp(join(tmpdir(), 'ratchet-report-'))
  const { client, clock } = aWorld()
  const context = { ...aContext(folder), client: async () => client }
  const run = (positional: string, options: Readonly<Record<string, string | boolean>> = {}) =>
    reportCommands[0]?.run(context, anInput([positional], options)) ?? Promise.reject()
  return { folder, client, clock, context, run }
}

test('the newest back-test of a model becomes a page that is named after both', async () => {
  const { client, clock, context, folder, run } = await aCommandLine()
  await client.recordBacktest({ ...backtest, id: digestOf('b') })
  clock.advance(1_000_000)
  await client.recordBacktest(backtest)
  expect(await run('flights')).toBe(0)
  const file = 'flights-backtest-aaaaaaaaaaaa.html'
  expect(await readFile(join(folder, file), 'utf8')).toBe(toHtmlReport(backtest))
  expect(context.printed.at(-1)?.data).toEqual({ file, format: 'html', id: backtest.id })
})

test('a file says its format by its ending, and standard output is a dash', async () => {
  const { client, context, folder, run } = await aCommandLine()
  await client.recordBacktest(backtest)
  await run('aaaaaa', { output: 'out/all.csv' })
  expect(await readFile(join(folder, 'out/all.csv'), 'utf8')).toBe(toCsv(backtest))
  await run(backtest.id, { output: 'all.json' })
  expect(JSON.parse(await readFile(join(folder, 'all.json'), 'utf8'))).toEqual(backtest)
  await run('flights', { output: '-', format: 'markdown' })
  expect(String((context.stdout as PassThrough).read())).toBe(toMarkdown(backtest))
})

test('what is no back-test, what is not one alone, and a file of no format are refused', async () => {
  const { client, run } = await aCommandLine()
  await expect(run('sales')).rejects.toMatchObject({ code: 'backtest-not-found' })
  await client.recordBacktest(backtest)
  const twin = `${backtest.id.slice(0, -1)}b` as const
  await client.recordBacktest({ ...backtest, model: 'other', id: twin as typeof backtest.id })
  await expect(run('aaaaaa')).rejects.toMatchObject({ code: 'usage' })
  await expect(run('flights', { output: 'report.xlsx' })).rejects.toMatchObject({ code: 'usage' })
})

test('a check has reports of its own, and none is made of what was not checked', async () => {
  const { client, context, folder, run } = await aCommandLine()
  const check = aCheck()
  await client.recordCheck(check)
  await run('flights', { check: true, output: 'check.csv' })
  expect(await readFile(join(folder, 'check.csv'), 'utf8')).toBe(checkToCsv(check))
  await run('flights', { check: true })
  const file = `flights-check-${check.id.slice(7, 19)}.html`
  expect(await readFile(join(folder, file), 'utf8')).toBe(toCheckReport(check))
  await expect(run('sales', { check: true })).rejects.toMatchObject({ code: 'check-not-found' })
  const input = { ...anInput([], { report: 'all' }), texts: () => [] }
  await checkReportsToSave(context, input)(check)
  expect((await readdir(join(folder, 'all'))).sort()).toEqual([
    ...['check.csv', 'check.html', 'check.json', 'check.md'],
  ])
})

test('a back-test is saved in every format in a folder, beside single files', async () => {
  const { context, folder } = await aCommandLine()
  const input = { ...anInput([], { report: 'reports' }), texts: () => ['one.md'] }
  await reportsToSave(context, input)(backtest)
  expect((await readdir(join(folder, 'reports'))).sort()).toEqual([
    ...['backtest.csv', 'backtest.html', 'backtest.json', 'backtest.md'],
  ])
  expect(await readFile(join(folder, 'one.md'), 'utf8')).toBe(toMarkdown(backtest))
})

test('a file of no format is refused before anything is computed', () => {
  const input = { ...anInput([]), texts: () => ['result.xlsx'] }
  expect(() => reportsToSave({ workingFolder: '.' }, input)).toThrow(
    'found "result.xlsx", expected a name in .html, .csv, .json, .md',
  )
})
