import { join } from 'node:path'
import type { DatasetConfig } from '@ratchet-ml/protocol'
import { buildPackage, createScorer, type Package } from '@ratchet-ml/scoring'
import { createRandom } from '@ratchet-ml/stats'
import { trainLinear, trainLogistic } from '@ratchet-ml/training'
import { openDataset } from '../../../datasets/index.ts'
import { aFolder, writeParquet } from '../../../datasets/testing/write-parquet.ts'
import type { BacktestRequest } from '../backtest-plan.ts'
import type { TimeSpan, VersionContender } from '../types.ts'

/** One flight of the first half of 2001; delay null is missing. */
export interface Flight {
  /** Milliseconds since 1970 UTC. */
  readonly at: number
  readonly delay: number | null
  readonly distance: number
  readonly origin: string
}

const airports = ['ABQ', 'LAX', 'ORD', 'XXX']
const start = Date.UTC(2001, 0, 1)
const day = 86_400_000

/** Flights over four months in order of time, the same for the same count. */
export function someFlights(count = 2400): readonly Flight[] {
  const random = createRandom(7)
  return Array.from({ length: count }, (_, i) => {
    const origin = airports[Math.floor(random.nextFloat() * airports.length)] ?? 'ABQ'
    const distance = Math.round(random.nextFloat() * 2000)
    const late = random.nextFloat() * (origin === 'ORD' ? 90 : 60) - distance / 100
    const delay = random.nextFloat() < 0.01 ? null : Math.round(late - 20)
    return {
      at: start + Math.floor((i / count) * 120) * day + (i % 1440) * 60_000,
      delay,
      distance,
      origin,
    }
  })
}

export const flightsConfig = {
  files: 'flights.parquet',
  time: { column: 'date', zone: 'UTC' },
  derive: { hour: 'hour(date)', late: 'delay > 15' },
  label: 'late',
} as const satisfies DatasetConfig

/** Writes flights as Parquet and gives the folder. */
export async function writeFlights(flights: readonly Flight[]): Promise<string> {
  const folder = await aFolder()
  await writeParquet(
    folder,
    'flights.parquet',
    [
      { name: 'date', type: 'TIMESTAMP', data: flights.map(({ at }) => new Date(at)) },
      { name: 'delay', type: 'INT32', data: flights.map(({ delay }) => delay) },
      { name: 'distance', type: 'INT32', data: flights.map(({ distance }) => distance) },
      { name: 'origin', type: 'STRING', data: flights.map(({ origin }) => origin) },
    ],
    500,
  )
  return folder
}

export const january: TimeSpan = { from: start * 1000, until: Date.UTC(2001, 1, 1) * 1000 }

/** A logistic regression that never saw the airport XXX. */
export async function aLogisticPackage(flights: readonly Flight[], l2 = 1): Promise<Package> {
  const known = flights.filter(({ delay, origin }) => delay !== null && origin !== 'XXX')
  const {
    fit: _fit,
    notes: _notes,
    ...trained
  } = trainLogistic(
    {
      ...featuresOf(known),
      label: Float64Array.from(known, ({ delay }) => Number(Number(delay) > 15)),
    },
    { l2 },
  )
  return packaged(trained)
}

/** A linear regression of the delay. */
export async function aLinearPackage(flights: readonly Flight[]): Promise<Package> {
  const known = flights.filter(({ delay }) => delay !== null)
  const {
    fit: _fit,
    notes: _notes,
    ...trained
  } = trainLinear({
    ...featuresOf(known),
    label: Float64Array.from(known, ({ delay }) => Number(delay)),
  })
  return packaged(trained)
}

function featuresOf(flights: readonly Flight[]) {
  const levels = airports.slice(0, 3)
  return {
    count: flights.length,
    features: [
      {
        kind: 'numeric' as const,
        name: 'hour',
        values: Float64Array.from(flights, ({ at }) => new Date(at).getUTCHours()),
      },
      {
        kind: 'numeric' as const,
        name: 'distance',
        values: Float64Array.from(flights, ({ distance }) => distance),
      },
      {
        kind: 'category' as const,
        name: 'origin',
        codes: Int32Array.from(flights, ({ origin }) => levels.indexOf(origin)),
        levels,
      },
    ],
  }
}

function packaged({ format, ...trained }: Omit<ReturnType<typeof trainLogistic>, 'fit' | 'notes'>) {
  return buildPackage({ ...trained, source: { format } })
}

export function aContender(name: string, pkg: Package, trainedOn?: TimeSpan): VersionContender {
  const { digest, contract, program, coefficients } = pkg
  const scorer = createScorer(program, coefficients, contract)
  return { name, digest, contract, scorer, ...(trainedOn && { trainedOn }) }
}

/** A request over a file of flights by month; close its dataset in the end. */
export async function aRequest(
  folder: string,
  versions: readonly VersionContender[],
  change: Partial<BacktestRequest> = {},
): Promise<BacktestRequest> {
  const dataset = await openDataset({ name: 'flights', config: flightsConfig, folder })
  return {
    ...{
      model: 'flights',
      dataset,
      label: 'late',
      time: 'date',
      partitionBy: 'month',
      level: 0.95,
    },
    versions,
    ...change,
  }
}

/** Where `writeFlights` has put the file. */
export function flightsFile(folder: string): string {
  return join(folder, 'flights.parquet')
}
