import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ServerProblem } from '@ratchet-ml/client'
import { Backtest, type BacktestSummary } from '@ratchet-ml/protocol'
import { packPackage } from '@ratchet-ml/scoring'
import { expect, test } from 'vitest'
import { openRunFolder } from '../../adapters/filesystem/run-folder.ts'
import type { CommandInput } from '../../platform/cli-kit/types.ts'
import { bodyOfProblem } from '../../platform/http-kit/problem-body.ts'
import { Problem } from '../../platform/problem.ts'
import { parseProject } from '../../platform/project.ts'
import { aContext } from '../../registry/testing/command-context.ts'
import { backtestOf } from '../check/run-backtest.ts'
import type { Subject } from '../check/subject.ts'
import { backtestCommands } from './commands.ts'
import { backtestSettings } from './plan/backtest-settings.ts'
import {
  aLogisticPackage,
  january,
  noTrainer,
  someFlights,
  writeFlights,
} from './testing/flights.ts'

const flights = someFlights(800)
const pkg = await aLogisticPackage(flights.filter(({ at }) => at * 1000 < january.until))
const other = await aLogisticPackage(flights, 40)
const trainedOn = { from: '2001-01-01T00:00:00.000Z', until: '2001-02-01T00:00:00.000Z' }

function input(
  positionals: readonly string[],
  options: Readonly<Record<string, string | true | number | readonly string[]>> = {},
): CommandInput {
  const texts = (name: string) => {
    const value = options[name]
    return value === undefined || value === true ? [] : [value].flat().map(String)
  }
  return {
    positionals,
    texts,
    text: (name) => texts(name).at(-1),
    flag: (name) => options[name] === true,
    number: (name) => (options[name] === undefined ? undefined : Number(options[name])),
  }
}

const fromFlags = {
  rows: 'flights.parquet',
  time: 'date',
  label: 'late',
  derive: ['hour=hour(date)', 'late=delay > 15'],
} as const

async function aWorld() {
  const folder = await writeFlights(flights)
  await writeFile(join(folder, 'january.ratchet'), packPackage(pkg))
  const context = aContext(folder)
  const recorded: Backtest[] = []
  const client = await context.client()
  const recordBacktest = async (backtest: Backtest): Promise<BacktestSummary> => {
    recorded.push(backtest)
    return { id: backtest.id, model: backtest.model, recordedAt: trainedOn.from, actor: 'os:ada' }
  }
  const backtest = async (id: string): Promise<Backtest> => {
    const found = recorded.find((one) => one.id === id)
    if (found !== undefined) return found
    throw new ServerProblem(bodyOfProblem(new Problem('backtest-not-found', id)))
  }
  const own = { ...client, recordBacktest, backtest }
  return { context: { ...context, client: async () => own }, recorded, folder }
}

async function run(world: Awaited<ReturnType<typeof aWorld>>, given: CommandInput) {
  const [command] = backtestCommands({ trainer: noTrainer, openRuns: openRunFolder })
  const status = await command?.run(world.context, given)
  const printed = world.context.printed.at(-1)
  return { status, human: printed?.human ?? '', data: Backtest.parse(printed?.data) }
}

test('a model file is compared with the baselines on a data file, and not recorded', async () => {
  const world = await aWorld()
  const options = { ...fromFlags, 'trained-on': '2001-01..2001-02', output: 'result.json' }
  const { status, human, data } = await run(world, input(['flights', 'january.ratchet'], options))
  expect(status).toBe(0)
  const names = data.contenders.map(({ name }) => name)
  expect(names.slice(0, 3)).toEqual([
    ...['january.ratchet', 'baseline:prior', 'baseline:training-prior'],
  ])
  expect(human).toMatch(/2001-01 +\d+ .*\(0\.\d{4} ±0\.\d{4} trained on\)/)
  expect(human).toMatch(/2001-02 .* \*/)
  expect(human).toContain('lower is better')
  expect(JSON.parse(await readFile(join(world.folder, 'result.json'), 'utf8'))).toEqual(data)
  expect(world.recorded).toEqual([])
})

test('all versions of the model are compared and recorded, with their training windows', async () => {
  const world = await aWorld()
  const client = await world.context.client()
  await client.push('flights', packPackage(pkg), { provenance: { trainedOn } })
  await client.push('flights', packPackage(other))
  const { data } = await run(world, input(['flights'], fromFlags))
  expect(data.contenders.slice(0, 2)).toMatchObject([
    { name: 'flights@1', digest: pkg.digest, trainedOn: { from: '2001-01-01T00:00:00.000000Z' } },
    { name: 'flights@2', digest: other.digest },
  ])
  expect(data.partitions[0]?.results['flights@1']?.counted.kind).toBe('trained-on')
  expect(world.recorded).toEqual([data])
  const again = await run(world, input(['flights'], fromFlags))
  expect(again.data).toEqual(data)
  expect(world.context.notes.join()).toContain('--again')
  expect(world.recorded).toHaveLength(1)
  const second = await run(
    world,
    input(['flights'], { ...fromFlags, versions: '2', 'no-record': true }),
  )
  expect(second.data.contenders[0]?.name).toBe('flights@2')
  expect(world.recorded).toHaveLength(1)
})

test('what was recorded is not computed again, unless asked for', async () => {
  const world = await aWorld()
  await (await world.context.client()).push('flights', packPackage(pkg), {})
  const first = await run(world, input(['flights'], fromFlags))
  const marked = { ...first.data, model: 'marked' }
  world.recorded[0] = marked
  expect((await run(world, input(['flights'], fromFlags))).data).toEqual(marked)
  const again = await run(world, input(['flights'], { ...fromFlags, again: true }))
  expect(again.data).toEqual(first.data)
})

const project = `
ratchet: 1
datasets:
  flights:
    files: flights.parquet
    time: { column: date, zone: UTC }
    derive: { hour: hour(date), late: delay > 15 }
    label: late
backtests:
  flights: { dataset: flights, partition: week, baselines: [majority], metrics: [brier], level: 0.9 }
`

test('ratchet.yaml says what the command line does not', async () => {
  const world = await aWorld()
  const found = { file: join(world.folder, 'ratchet.yaml'), folder: world.folder }
  const config = parseProject(project, found.file)
  const context = { ...world.context, project: async () => ({ ...found, config }) }
  const { data } = await run(
    { ...world, context },
    input(['flights', 'january.ratchet'], { by: 'day' }),
  )
  expect(data).toMatchObject({ label: 'late', partitionBy: 'day', level: 0.9 })
  expect(data.metrics.map(({ name }) => name)).toEqual(['brier'])
  expect(data.contenders.map(({ name }) => name)).toEqual(['january.ratchet', 'baseline:majority'])
})

test.each([
  [
    'flights: { files: flights.parquet, time: { column: date, zone: UTC }, label: delay }',
    'flights',
  ],
  ['only: { files: flights.parquet, time: { column: date, zone: UTC }, label: delay }', 'only'],
])('a project without a back-test gives the dataset that can be meant: %s', async (said, name) => {
  const world = await aWorld()
  const found = { file: join(world.folder, 'ratchet.yaml'), folder: world.folder }
  const yaml = `ratchet: 1\ndatasets:\n  ${said}\n`
  const config = parseProject(yaml, found.file)
  const context = { ...world.context, project: async () => ({ ...found, config }) }
  const derived = { derive: ['hour=hour(date)', 'late=delay > 15'], label: 'late' }
  const { data } = await run({ ...world, context }, input(['flights', 'january.ratchet'], derived))
  expect(data.dataset.name).toBe(name)
})

test('counts no rows of a version of which nobody said what it was trained on', async () => {
  const world = await aWorld()
  await run(world, input(['flights', 'january.ratchet'], fromFlags))
  const unstated = 'january.ratchet: nobody said what it was trained on'
  expect(world.context.printed.at(-1)?.human).toContain(unstated)
  const said = { ...fromFlags, 'trained-on': '2001-01..2001-02' }
  await run(world, input(['flights', 'january.ratchet'], said))
  expect(world.context.printed.at(-1)?.human).not.toContain('nobody said')
})

test.each([
  [{ ...fromFlags, label: 'lat' }, 'data-column-missing'],
  [{ ...fromFlags, derive: ['hour'] }, 'usage'],
  [{ ...fromFlags, level: 95 }, 'usage'],
  [{ ...fromFlags, 'trained-on': 'January' }, 'usage'],
  [{ ...fromFlags, rows: 'nowhere.parquet' }, 'file-not-found'],
  [{ rows: 'flights.parquet', time: 'date' }, 'usage'],
  [{ rows: 'flights.parquet', label: 'delay' }, 'usage'],
  [{}, 'usage'],
])('%j is refused as %s', async (options, code) => {
  const running = run(await aWorld(), input(['flights', 'january.ratchet'], options))
  await expect(running).rejects.toMatchObject({ code })
})

test('a model without versions is refused with what to do', async () => {
  const running = run(await aWorld(), input(['nothing'], fromFlags))
  await expect(running).rejects.toMatchObject({ body: { code: 'model-not-found' } })
})

test('a name that holds a comma is quoted in a list, and a check quotes the slices that it asks for', async () => {
  const { context } = await aWorld()
  const slices = ['shop, country', 'origin']
  const options = { ...fromFlags, slices: '"shop, country",origin', metrics: 'brier, auc,' }
  const settings = await backtestSettings(context, input(['flights'], options), 'flights')
  expect(settings).toMatchObject({ slices, metrics: ['brier', 'auc'] })
  const odd = input(['flights'], { ...fromFlags, baselines: 'pr"ior' })
  const refused = backtestSettings(context, odd, 'flights')
  await expect(refused).rejects.toThrow('--baselines: found a quote within a name')

  const requirements = slices.map((one) => ({ metric: 'brier', atMost: 1, slices: one }))
  const subject = { model: 'flights', source: 'a.ratchet', agreed: { requirements } }
  let asked: readonly string[] = []
  const command = {
    run: async (own: typeof context, given: CommandInput) => {
      const texts = (name: string) => [...given.texts(name), ...input([], fromFlags).texts(name)]
      const text = (name: string) => texts(name).at(-1)
      asked = (await backtestSettings(own, { ...given, texts, text }, 'flights')).slices
      own.print('', { contenders: [] })
      return 0
    },
  }
  await backtestOf(context, subject as unknown as Subject, { command } as never)
  expect(asked).toEqual(slices)
})
