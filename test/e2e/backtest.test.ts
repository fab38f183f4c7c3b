import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Backtest } from '@ratchet-ml/protocol'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, test } from 'vitest'
import { type RunOptions, runRatchet, temporaryFolder } from '../support/run-ratchet.ts'
import { flightsModel } from './flights-model.ts'

const example = (file: string) =>
  fileURLToPath(new URL(`../../examples/flights/${file}`, import.meta.url))
const realFlights = fileURLToPath(
  new URL('../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url),
)

interface Flight {
  readonly date: Date
  readonly delay: number
  readonly distance: number
  readonly origin: string
  readonly destination: string
}

/** What LightGBM and scikit-learn said of the same months. */
interface ExpectedMonth {
  readonly month: string
  readonly rows: number
  readonly logLoss: number
  readonly auc: number
  readonly brier: number
}

test('on real flights the table says what scikit-learn says, and 1 % of a month changes that month', async () => {
  using folder = temporaryFolder()
  const flights = await flightsOfTwoMonths()
  const expected = expectedMonths()
  const before = await backtest(folder.path, 'before', flights)
  for (const [i, { rows, results }] of before.partitions.entries()) {
    const month = expected[i]
    expect(rows).toBe(month?.rows)
    const metrics = results['flights@1']?.metrics ?? {}
    expect(numberOf(metrics['log-loss'])).toBeCloseTo(month?.logLoss ?? Number.NaN, 9)
    expect(numberOf(metrics['brier'])).toBeCloseTo(month?.brier ?? Number.NaN, 9)
    expect(numberOf(metrics['auc'])).toBeCloseTo(month?.auc ?? Number.NaN, 9)
  }
  const isFebruary = ({ date }: Flight) => date.getUTCMonth() === 1
  const changed = flights.map((flight, i) =>
    isFebruary(flight) && i % 100 === 0 ? { ...flight, delay: 500 } : flight,
  )
  const after = await backtest(folder.path, 'after', changed)
  const lossOf = ({ partitions }: Backtest) =>
    partitions.map(({ results }) => numberOf(results['flights@1']?.metrics['log-loss']))
  expect(lossOf(after)[0]).toBe(lossOf(before)[0])
  expect(lossOf(after)[1]).toBeGreaterThan((lossOf(before)[1] ?? Number.NaN) + 0.005)
})

/** January and February 2001, from the file of the example. */
async function flightsOfTwoMonths(): Promise<Flight[]> {
  const file = await asyncBufferFromFile(realFlights)
  const columns = ['date', 'delay', 'distance', 'origin', 'destination']
  const rows = (await parquetReadObjects({ file, compressors, columns })) as unknown as Flight[]
  return rows
    .filter(({ date }) => date.getUTCMonth() < 2)
    .map((row) => ({ ...row, delay: Number(row.delay), distance: Number(row.distance) }))
}

function expectedMonths(): readonly ExpectedMonth[] {
  const text = readFileSync(example('training/expected-by-month.json'), 'utf8')
  return (JSON.parse(text) as { lightgbm: ExpectedMonth[] }).lightgbm
}

/** Pushes the model into a data folder of its own and back-tests it on these flights. */
async function backtest(
  folder: string,
  name: string,
  flights: readonly Flight[],
): Promise<Backtest> {
  const file = join(folder, `${name}.parquet`)
  const config = readFileSync(example('ratchet.yaml'), 'utf8')
    .replace(/files: .*/, `files: ${name}.parquet`)
    .replace(/source: .*/, `source: ${flightsModel}`)
  await writeFile(join(folder, 'ratchet.yaml'), config)
  await writeFile(file, new Uint8Array(toParquet(flights)))
  const options: RunOptions = { cwd: folder, env: { RATCHET_DATA: join(folder, name) } }
  const pushed = await runRatchet(['push', flightsModel, '--name', 'flights'], options)
  expect(pushed.status, pushed.stderr).toBe(0)
  const ran = await runRatchet(['backtest', 'flights', '--json'], options)
  expect(ran.status, ran.stderr).toBe(0)
  return JSON.parse(ran.stdout) as Backtest
}

function toParquet(flights: readonly Flight[]): ArrayBuffer {
  const of = <K extends keyof Flight>(key: K) => flights.map((flight) => flight[key])
  return parquetWriteBuffer({
    columnData: [
      { name: 'date', type: 'TIMESTAMP', data: of('date') },
      { name: 'delay', type: 'INT32', data: of('delay') },
      { name: 'distance', type: 'INT32', data: of('distance') },
      { name: 'origin', type: 'STRING', data: of('origin') },
      { name: 'destination', type: 'STRING', data: of('destination') },
    ],
  })
}

function numberOf(metric: unknown): number {
  return (metric as { value: number }).value
}
