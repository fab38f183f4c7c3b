import { copyFileSync, cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Backtest, Check } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { valuesOf } from '../../examples/flights/retraining/table.ts'
import { takeTenth } from '../../examples/flights/retraining/take-tenth.ts'
import { runRatchet, temporaryFolder } from '../support/run-ratchet.ts'

const example = fileURLToPath(new URL('../../examples/flights/retraining/', import.meta.url))

test('training anew on the flights pays where the example says so, and the gates tell where not', async () => {
  using folder = temporaryFolder()
  await takeTenth()
  for (const name of ['ratchet.yaml', 'models']) {
    cpSync(join(example, name), join(folder.path, name), { recursive: true })
  }
  mkdirSync(join(folder.path, '.cache'))
  copyFileSync(join(example, '.cache/tenth.parquet'), join(folder.path, '.cache/tenth.parquet'))
  const run = (...args: readonly string[]) => runRatchet(args, { cwd: folder.path })

  const recipes = ['frozen', 'last-month', 'all-history'] as const
  const ran = await run('backtest', 'late', '--recipes', recipes.join(','), '--json')
  expect(ran.status, ran.stderr).toBe(0)
  const backtest = Backtest.parse(JSON.parse(ran.stdout))
  const of = (metric: string) => {
    const [frozen = [], last = [], all = []] = recipes.map((name) =>
      valuesOf(backtest, name, metric),
    )
    return frozen.map((value, i) => ({ frozen: value, last: last[i] ?? 0, all: all[i] ?? 0 }))
  }
  const [march, april, may, june] = of('log-loss')
  expect(march?.last).toBeGreaterThan(march?.frozen ?? 1)
  expect(may?.last).toBeGreaterThan(may?.frozen ?? 1)
  expect(march?.all).toBeGreaterThan(march?.frozen ?? 1)
  for (const month of [april, june]) expect(month?.all).toBeLessThan(month?.frozen ?? 0)
  expect(Math.abs((may?.all ?? 1) - (may?.frozen ?? 0))).toBeLessThan(0.001)
  for (const { frozen, last, all } of of('auc')) expect(all).toBeGreaterThan(Math.max(frozen, last))

  expect((await run('requirement', 'agree', 'late', '--reason', 'a test')).status).toBe(0)
  const checked = async (...args: readonly string[]) => {
    const { status, stdout, stderr } = await run('check', '--json', '--recipe', ...args)
    expect(stderr).not.toContain('ratchet: ')
    const check = Check.parse(JSON.parse(stdout))
    const judged = check.gates.flatMap(({ requirements = [] }) => requirements)
    return { status, verdicts: Object.fromEntries(judged.map((one) => [one.place, one.verdict])) }
  }
  expect(await checked('last-month')).toMatchObject({
    ...{ status: 1, verdicts: { '2001-03': 'fail', '2001-05': 'inconclusive' } },
  })
  expect(await checked('all-history')).toMatchObject({
    status: 1,
    verdicts: {
      ...{ '2001-03': 'fail', '2001-04': 'pass', '2001-05': 'inconclusive', '2001-06': 'pass' },
    },
  })
  for (const [month, status] of [
    ['03', 1],
    ['04', 0],
    ['05', 1],
    ['06', 0],
  ] as const) {
    const { status: found } = await checked('all-history', '--partition', `2001-${month}`)
    expect([month, found]).toEqual([month, status])
  }
  // The newest that was asked for: the checks have run others since.
  const again = await run('backtest', 'late', '--rerun', 'latest', '--json')
  expect(JSON.parse(again.stdout)).toEqual({ id: backtest.id, isSame: true })
  const listed = await run('check', '--recipe', 'all-history', '--partition', '2001-13')
  expect([listed.status, listed.stderr]).toEqual([2, expect.stringContaining('no partition')])
})

test('models that were made elsewhere are judged by the end of their training data', async () => {
  using folder = temporaryFolder()
  await takeTenth()
  const args = ['backtest', 'late', '--data', folder.path, '--metrics', 'auc', '--json']
  const names = ['lightgbm-last-month', 'lightgbm-all-history']
  const ran = await runRatchet([...args, '--recipes', names.join(',')], { cwd: example })
  expect(ran.status, ran.stderr).toBe(0)
  const [last = [], all = []] = names.map((name) =>
    valuesOf(Backtest.parse(JSON.parse(ran.stdout)), name, 'auc'),
  )
  for (const [month, value] of all.entries()) expect(value).toBeGreaterThan(last[month] ?? 1)
})
