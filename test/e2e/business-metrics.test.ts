import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Backtest, Check } from '@ratchet-ml/protocol'
import { buildPackage, packPackage } from '@ratchet-ml/scoring'
import { trainLogistic } from '@ratchet-ml/training'
import { expect, test } from 'vitest'
import { type Ran, runRatchet, temporaryFolder } from '../support/run-ratchet.ts'

/**
 * Twenty offers, which come again and again: those at odd places are to likely customers, of whom four in
 * five click; of the others one in five does. Prices are 10 to 13 in turn. An offer to the likely ones
 * alone earns 96 on eight clicks of ten offers, and misses clicks worth 10 and 12.
 */
const cycle = Array.from({ length: 20 }, (_, i) => ({
  likely: i % 2,
  clicked: Number(i % 2 === 1 ? i % 10 !== 1 : i % 10 === 0),
  price: 10 + (i % 4),
}))

/** How often the twenty come in each month from January on. */
const months = [18, 19, 20, 21, 22, 20]
const cycles = months.reduce((sum, count) => sum + count, 0)

function offers(): string {
  const lines = months.flatMap((count, month) =>
    Array.from({ length: count }, (_, k) =>
      cycle.map(({ likely, clicked, price }) => {
        const day = String(1 + k).padStart(2, '0')
        const shop = k % 2 === 0 ? 'north' : 'south'
        return `2001-0${month + 1}-${day},${shop},${likely},${price},${clicked}`
      }),
    ).flat(),
  )
  return ['date,shop,likely,price,clicked', ...lines, ''].join('\n')
}

async function model(): Promise<Uint8Array> {
  const {
    format,
    fit: _fit,
    notes: _notes,
    ...trained
  } = trainLogistic(
    {
      count: cycle.length,
      features: [
        {
          kind: 'numeric',
          name: 'likely',
          values: Float64Array.from(cycle, ({ likely }) => likely),
        },
      ],
      label: Float64Array.from(cycle, ({ clicked }) => clicked),
    },
    { l2: 0.1 },
  )
  return packPackage(await buildPackage({ ...trained, source: { format } }))
}

const metrics = `
    metrics:
      revenue:
        title: Revenue in EUR
        value: if(predicted == 1 and label == 1, price, 0)
        sum: true
        direction: higher
      click-rate:
        value: predicted == 1 and label == 1
        per: predicted == 1
        direction: higher
      cost-per-decision:
        value: if(predicted == 1, 1.5, 0) + if(label == 1 and predicted == 0, price, 0)
        direction: lower
    requirements:
      - { metric: cost-per-decision, atMost: 2.5 }
      - { metric: click-rate, atLeast: 0.7, of: overall }
      - { metric: revenue, atLeast: 20000, level: should }`

const rest = `
datasets:
  offers: { files: offers.csv, time: { column: date, zone: UTC }, label: clicked }
recipes:
  again: { algorithm: logistic, features: [likely] }
backtests:
  offers:
    dataset: offers
    slices: [shop]
    baselines: [{ rule: likely == 0, as: contrary }]
    metrics: [log-loss, revenue, click-rate, cost-per-decision]
`

async function aProject(path: string) {
  const write = (own: string) =>
    writeFileSync(
      join(path, 'ratchet.yaml'),
      `ratchet: 1\nmodels:\n  offers:\n    purpose: whom to make an offer\n    owner: sales${own}${rest}`,
    )
  write(metrics)
  writeFileSync(join(path, 'offers.csv'), offers())
  writeFileSync(join(path, 'offers.ratchet'), await model())
  const run = (...args: readonly string[]): Promise<Ran> => runRatchet(args, { cwd: path })
  return { write, run }
}

const documentOf = ({ stdout }: Ran) => Backtest.parse(JSON.parse(stdout))

test('revenue, click rate and cost are those that a pencil finds, everywhere, and are compared', async () => {
  using folder = temporaryFolder()
  const { run } = await aProject(folder.path)
  await run('push', 'offers.ratchet', '--name', 'offers', '--trained-on', '2000-01..2000-02')
  const ran = await run('backtest', 'offers', '--json', '--output', 'report.html')
  expect(ran.status, ran.stderr).toBe(0)
  const { common, partitions, comparisons, metrics: told } = documentOf(ran)
  const of = (found: typeof common, who: string, metric: string) => found?.results[who]?.[metric]
  const exactly = (value: number) => ({ kind: 'value', value: expect.closeTo(value, 9) })
  expect(told.map(({ title }) => title)).toContain('Revenue in EUR')
  expect(of(common, 'offers@1', 'revenue')).toMatchObject(exactly(96 * cycles))
  expect(of(common, 'offers@1', 'click-rate')).toMatchObject(exactly(0.8))
  expect(of(common, 'offers@1', 'cost-per-decision')).toMatchObject(exactly(37 / 20))
  expect(of(common, 'baseline:contrary', 'revenue')).toMatchObject(exactly(22 * cycles))
  expect(of(common, 'baseline:contrary', 'click-rate')).toMatchObject(exactly(0.2))
  for (const [month, count] of months.entries()) {
    const found = partitions[month]?.results['offers@1']?.metrics
    expect(found?.['revenue']).toMatchObject(exactly(96 * count))
    expect(found?.['click-rate']).toMatchObject(exactly(0.8))
  }
  const north = common?.slices.find(({ slice }) => slice === 'north')
  const northern = months.reduce((sum, count) => sum + Math.ceil(count / 2), 0)
  expect(north?.results['offers@1']?.['revenue']).toMatchObject(exactly(96 * northern))
  const compared = (metric: string) => comparisons?.find((one) => one.metric === metric)
  expect(compared('revenue')).toMatchObject({
    verdict: 'better',
    difference: { ...exactly(74 * cycles), method: 'partitions-t' },
  })
  expect(compared('click-rate')?.difference).toMatchObject(exactly(0.6))
  expect(compared('click-rate')?.byPartition[0]?.difference).toMatchObject(exactly(0.6))
  expect(readFileSync(join(folder.path, 'report.html'), 'utf8')).toContain('Revenue in EUR')
})

test('a back-test holds how its metrics are made, and is run again without ratchet.yaml saying it', async () => {
  using folder = temporaryFolder()
  const { run, write } = await aProject(folder.path)
  await run('push', 'offers.ratchet', '--name', 'offers', '--trained-on', '2000-01..2000-02')
  const { id } = documentOf(await run('backtest', 'offers', '--json', '--metrics', 'revenue'))
  write('')
  const again = await run('backtest', 'offers', '--rerun', id, '--workers', '2')
  expect([again.status, again.stdout]).toEqual([0, expect.stringContaining('the same bytes')])
  const unknown = await run('backtest', 'offers', '--metrics', 'revenue')
  expect([unknown.status, unknown.stderr]).toEqual([2, expect.stringContaining('no metric')])
})

test('what is required of the business is judged, and stops a version that fails it', async () => {
  using folder = temporaryFolder()
  const { run, write } = await aProject(folder.path)
  await run('push', 'offers.ratchet', '--name', 'offers', '--trained-on', '2000-01..2000-02')
  await run('requirement', 'agree', 'offers', '--reason', 'as sales asked')
  const check = Check.parse(JSON.parse((await run('check', 'offers@1', '--json')).stdout))
  const judged = check.gates.find(({ gate }) => gate === 'backtest')
  expect(judged?.verdict, JSON.stringify(judged)).toBe('pass')
  expect(judged?.requirements?.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'fail'])
  write(metrics.replace('atMost: 2.5', 'atMost: 1.2'))
  await run('requirement', 'agree', 'offers', '--reason', 'it costs too much')
  const refused = await run('check', 'offers@1')
  expect([refused.status, refused.stdout]).toEqual([
    1,
    expect.stringContaining('✗ back-test: fail'),
  ])
})

test('recipes are judged where there is no version yet', async () => {
  using folder = temporaryFolder()
  const { run } = await aProject(folder.path)
  const ran = await run('backtest', 'offers', '--recipes', 'again', '--json')
  expect(ran.status, ran.stderr).toBe(0)
  const { contenders, partitions } = documentOf(ran)
  expect(contenders.map(({ name }) => name)).toEqual(['recipe:again', 'baseline:contrary'])
  expect(partitions[3]?.results['recipe:again']?.metrics['click-rate']).toMatchObject({
    value: 0.8,
  })
})
