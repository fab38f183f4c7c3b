import { join } from 'node:path'
import type { Backtest, BacktestConfig, BusinessMetric, DatasetConfig } from '@ratchet-ml/protocol'
import { buildPackage, type Package } from '@ratchet-ml/scoring'
import { createRandom } from '@ratchet-ml/stats'
import { trainLinear, trainLogistic } from '@ratchet-ml/training'
import { openRunFolder } from '../../../adapters/filesystem/run-folder.ts'
import { openDataset } from '../../../datasets/index.ts'
import { aFolder, writeParquet } from '../../../datasets/testing/write-parquet.ts'
import { micros, toRfc3339 } from '../../../platform/clock.ts'
import { Problem } from '../../../platform/problem.ts'
import { aContext } from '../../../registry/testing/command-context.ts'
import { settleContenders } from '../contenders/settle-contenders.ts'
import type { OpenedVersion } from '../contenders/versions/open-versions.ts'
import { makePlan } from '../plan/make-plan.ts'
import type { ModelTrainer } from '../recipes/model-trainer.ts'
import { type RunOptions, runBacktest } from '../run/run-backtest.ts'
import { shelve } from '../run/shelf.ts'
import { toRequest } from '../run/to-request.ts'
import type { TimeSpan } from '../types.ts'

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

/** @param trainedOn of a version of which nothing is known when absent */
export function aVersion(name: string, pkg: Package, trainedOn?: TimeSpan): OpenedVersion {
  if (trainedOn === undefined) return { name, package: pkg }
  const [from, until] = [trainedOn.from, trainedOn.until].map((time) => toRfc3339(micros(time)))
  return { name, package: pkg, provenance: { trainedOn: { from: from ?? '', until: until ?? '' } } }
}

/** Of back-tests without recipes and linear baselines. */
export const noTrainer: ModelTrainer = {
  train: async () => {
    throw new Problem('training-refused', 'Nothing is trained here.')
  },
}

export interface TestedBacktest
  extends Partial<
    Pick<BacktestConfig, 'partition' | 'slices' | 'cluster' | 'baselines' | 'metrics' | 'seed'>
  > {
  readonly own?: Readonly<Record<string, BusinessMetric>>
  readonly label?: string
  readonly time?: string | undefined
  readonly config?: DatasetConfig
  /** Of versions of which nothing is known. */
  readonly training?: 'elsewhere' | 'unknown'
}

/**
 * A back-test of files in a folder, by month unless told. Versions of which nothing is known were
 * trained on other data.
 */
export async function runOn(
  folder: string,
  versions: readonly OpenedVersion[],
  { label = 'late', config = flightsConfig, ...change }: TestedBacktest = {},
  options: Partial<RunOptions> = {},
): Promise<Backtest> {
  const settings = {
    ...{ partition: 'month' as const, slices: [], seed: 1, level: 0.95, label },
    ...{ time: 'date', recipes: undefined, series: undefined, cluster: undefined, gap: undefined },
    ...{ baselines: ['prior'], metrics: undefined },
    ...change,
    dataset: { name: 'flights', config, folder },
  }
  const dataset = await openDataset(settings.dataset)
  const work = options.folder ?? (await aFolder())
  try {
    const digest = await dataset.digest()
    const settled = await settleContenders(aContext(folder), {
      ...{ model: 'flights', versions, trainedOn: { kind: change.training ?? 'elsewhere' } },
      ...{ recipes: [], recipeFolder: folder, baselines: settings.baselines ?? ['prior'] },
      ...{ dataset, datasetDigest: digest, label },
    })
    const { plans, question } = settled
    const parts = { settings, contenders: plans, question, dataset, digest }
    const plan = makePlan({ model: 'flights', ...parts, incumbent: undefined })
    const packages = await shelve(join(work, 'packages'), [...settled.packages.values()])
    const named = { plan, question, dataset, settings: settings.dataset, packages }
    const request = toRequest({ ...named, trainer: noTrainer })
    const { startEngine } = aContext(folder)
    const fixed = { workers: 1, openRuns: openRunFolder, startEngine, ...options, folder: work }
    return await runBacktest(request, fixed)
  } finally {
    await dataset.close()
  }
}
