import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Check } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { type Ran, runRatchet, temporaryFolder } from '../support/run-ratchet.ts'

const example = fileURLToPath(new URL('../../examples/first-model/', import.meta.url))

/** The first-model example as a project with these requirements, and a way to run commands in it. */
function aProject(path: string, requirements: readonly string[]) {
  cpSync(example, path, { recursive: true })
  const write = (list: readonly string[]) =>
    writeFileSync(
      join(path, 'ratchet.yaml'),
      [
        'ratchet: 1',
        'models:',
        '  sales:',
        '    purpose: p',
        '    owner: o',
        '    source: sales.txt',
        ...(list.length === 0 ? [] : ['    requirements:', ...list.map((one) => `      - ${one}`)]),
        'datasets:',
        '  sales: { files: sales.csv, time: { column: date, zone: UTC }, label: sold }',
        'backtests:',
        '  sales: { dataset: sales, baselines: [mean, last-value] }',
      ].join('\n'),
    )
  write(requirements)
  const run = (...args: readonly string[]): Promise<Ran> => runRatchet(args, { cwd: path })
  const push = (file: string, until: string) =>
    run('push', file, '--name', 'sales', '--trained-on', `2024-01..${until}`)
  return { run, push, write }
}

const checkOf = ({ stdout }: Ran) => Check.parse(JSON.parse(stdout))
const verdictsOf = (check: Check) => check.gates.map(({ gate, verdict }) => `${gate} ${verdict}`)

test('a version goes out when it has passed what was agreed, and each refusal says what to type', async () => {
  using folder = temporaryFolder()
  const { run, push } = aProject(folder.path, [
    '{ metric: size, atMost: 1 }',
    '{ metric: mae, atMost: 0.001, level: should }',
  ])
  expect((await push('sales.txt', '2024-07')).status).toBe(0)
  const first = await run('promote', 'sales@1')
  expect([first.status, first.stderr]).toEqual([1, expect.stringContaining('requirement agree')])
  expect(first.stderr).not.toContain('--none')
  expect((await run('requirement', 'agree', '--reason', 'as the shops asked')).status).toBe(0)
  const second = await run('promote', 'sales@1')
  expect([second.status, second.stderr]).toEqual([1, expect.stringContaining('check sales@1')])
  const checked = await run('check', 'sales@1', '--json')
  expect(checked.status, checked.stdout).toBe(0)
  const check = checkOf(checked)
  expect(verdictsOf(check)).toEqual(
    ['verify', 'test', 'requirements', 'backtest', 'champion'].map((gate) => `${gate} pass`),
  )
  expect(check.gates[3]?.reasons[0]).toMatch(/^Warning: mae/)
  const again = checkOf(await run('check', 'sales.txt', '--json'))
  expect(again).toMatchObject({ subject: 'sales@1', verdict: 'pass' })
  expect(again.gates[3]?.backtest).toBe(check.gates[3]?.backtest)
  expect((await run('promote', 'sales@1')).status).toBe(0)
  expect((await run('ledger', 'verify')).status).toBe(0)
})

test('what does not hold stops a version with its reasons, unless it is waived on the record', async () => {
  using folder = temporaryFolder()
  const { run, push } = aProject(folder.path, ['{ metric: size, atMost: 0.001 }'])
  await push('sales.txt', '2024-07')
  await run('requirement', 'agree', 'sales', '--reason', 'too small for any')
  const checked = await run('check', 'sales@1', '--markdown', 'c.md', '--junit', 'c.xml')
  expect(checked.status).toBe(1)
  expect(checked.stdout).toContain('✗ requirements: fail')
  expect(readFileSync(join(folder.path, 'c.md'), 'utf8')).toContain('| requirements | ❌ fail |')
  expect(readFileSync(join(folder.path, 'c.xml'), 'utf8')).toContain('failures="1" errors="0"')
  const refused = await run('promote', 'sales@1')
  expect(refused.status).toBe(1)
  expect(refused.stderr).toContain('requirements: size, overall')
  const waived = await run('promote', 'sales@1', '--waive', 'the shop opens today')
  expect([waived.status, waived.stdout]).toEqual([0, expect.stringContaining('the shop opens')])
  expect((await run('route', 'list', 'sales')).stdout).toContain('waived: the shop opens today')
  expect((await run('ledger', 'verify')).status).toBe(0)
})

test('a gate that breaks is an error, and the others answer all the same', async () => {
  using folder = temporaryFolder()
  const { run, push } = aProject(folder.path, [])
  await push('sales.txt', '2024-07')
  await run('requirement', 'agree', 'sales', '--none', '--reason', 'a first try')
  writeFileSync(join(folder.path, 'tests/sales/shops.yaml'), 'ratchetTests: 1\ncases: nothing\n')
  const { status, stdout } = await run('check', 'sales@1')
  expect(status).toBe(1)
  expect(stdout).toMatch(/! test: error\n {4}.*shops\.yaml.*line 2/)
  expect(stdout).toContain('4 of 5 gates pass; not test. The verdict is error.')
})

test('requirements that cannot be judged are refused with their line, and nothing is agreed', async () => {
  using folder = temporaryFolder()
  const { run, push, write } = aProject(folder.path, ['{ metric: log-loss, atMost: 1 }'])
  await push('sales.txt', '2024-07')
  const refused = await run('requirement', 'agree', 'sales', '--reason', 'so')
  expect(refused.status).toBe(3)
  expect(refused.stderr).toContain('line 8, models.sales.requirements.0.metric: log-loss is for')
  write([])
  expect((await run('requirement', 'agree', 'sales', '--reason', 'so')).status).toBe(2)
  const { stdout } = await run('requirement', 'list', 'sales', '--json')
  expect(JSON.parse(stdout)).toMatchObject({ agreed: null, declared: [], differs: true })
})
