import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SnapshotManifest } from '@ratchet-ml/protocol'
import { buildPackage, createScorer, type Digest, importModel } from '@ratchet-ml/scoring'
import { createRandom } from '@ratchet-ml/stats'
import { openBlobFiles } from '../../../adapters/filesystem/blob-files.ts'
import { openRunFolder } from '../../../adapters/filesystem/run-folder.ts'
import {
  type ParquetColumn,
  ParquetWriter,
} from '../../../datasets/formats/parquet/write-parquet.ts'
import { openDataset } from '../../../datasets/index.ts'
import { makeSnapshot } from '../../../datasets/snapshots/create/create-snapshot.ts'
import { listSourceFiles } from '../../../datasets/snapshots/create/source-files.ts'
import type { Column } from '../../../datasets/types.ts'
import { systemClock } from '../../../platform/clock.ts'
import { blockRows } from '../judge/judge-world.ts'
import type { BacktestPlan } from '../plan/backtest-plan.ts'
import { runBacktest } from '../run/run-backtest.ts'
import { shelve } from '../run/shelf.ts'
import { toRequest } from '../run/to-request.ts'

/**
 * A process of its own: `write FOLDER ROWS FEATURES` makes a snapshot of 24 months from a seed; `bare
 * FOLDER ROWS` scores as many rows by the models of the folder and does nothing else; `backtest FOLDER
 * WORKERS` judges them. The last two print what was measured as one line of JSON.
 */
const [task = '', folder = '', count = '1', features = '20'] = process.argv.slice(2)
const start = Date.UTC(2001, 0, 1) * 1000
const end = Date.UTC(2003, 0, 1) * 1000
const fileRows = 1_000_000

const measured = { write, bare, backtest }[task]
if (measured === undefined) throw new Error(`expected write, bare or backtest, found ${task}`)
process.stdout.write(`${JSON.stringify(await measured())}\n`)

async function write() {
  const rows = Number(count)
  mkdirSync(join(folder, 'sources'), { recursive: true })
  const names = namesOf(Number(features))
  const random = createRandom(7)
  for (let first = 0; first < rows; first += fileRows) {
    const fd = openSync(join(folder, 'sources', `${first / fileRows}.parquet`), 'w')
    const kinds = names.map((name): ParquetColumn => ({ name, kind: 'number' }))
    const writer = new ParquetWriter({
      columns: [{ name: 'at', kind: 'timestamp' }, ...kinds, { name: 'y', kind: 'boolean' }],
      sink: { append: (bytes) => void writeSync(fd, bytes) },
    })
    const until = Math.min(rows, first + fileRows)
    for (let at = first; at < until; at += 1 << 16) {
      const some = Math.min(1 << 16, until - at)
      const times = Float64Array.from(
        { length: some },
        (_, i) => start + Math.floor(((at + i) * (end - start)) / rows),
      )
      const columns = new Map<string, Column>([['at', { kind: 'timestamp', values: times }]])
      for (const name of names) {
        const values = Float64Array.from({ length: some }, () => 8 * random.nextFloat() - 4)
        columns.set(name, { kind: 'number', values })
      }
      const y = Uint8Array.from({ length: some }, () => (random.nextFloat() < 0.3 ? 1 : 0))
      columns.set('y', { kind: 'boolean', values: y })
      await writer.write({ count: some, columns })
    }
    await writer.finish()
    closeSync(fd)
  }
  const files = await listSourceFiles([join(folder, 'sources')], '/')
  const blobs = openBlobFiles(join(folder, 'blobs'))
  const { snapshot, staged } = await makeSnapshot(
    {
      ...{ name: 'bench', asked: [folder], files, without: [], dialect: {}, mostBad: 0 },
      ...{ time: { column: 'at', zone: 'UTC' }, rehash: true, reason: '', label: 'y' },
    },
    {
      ...{ blobs, clock: systemClock, release: '0.0.0', onBytes: () => {} },
      signal: new AbortController().signal,
    },
  )
  for (const blob of staged) await blob.keep()
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(snapshot.manifest))
  await rm(join(folder, 'sources'), { recursive: true })
  return { rows }
}

/** The same block of rows again and again: no reading, no encoding, no metric. */
async function bare() {
  const packages = await packagesOf()
  const scorers = packages.map((one) => createScorer(one.program, one.coefficients, one.contract))
  const width = scorers[0]?.featureCount ?? 0
  const random = createRandom(7)
  const rows = Float64Array.from(
    { length: 8 * blockRows * width },
    () => 8 * random.nextFloat() - 4,
  )
  const rooms = scorers.map((scorer) => scorer.allocate(blockRows))
  const score = (first: number, some: number) => {
    for (const [i, scorer] of scorers.entries()) {
      const into = rooms[i]
      if (into !== undefined) scorer.score(rows.subarray(first * width), some, into)
    }
  }
  score(0, blockRows)
  return await timed(async () => {
    let block = 0
    for (let done = 0; done < Number(count); done += blockRows) {
      score((block++ % 8) * blockRows, Math.min(blockRows, Number(count) - done))
    }
  })
}

async function backtest() {
  const manifest = JSON.parse(
    readFileSync(join(folder, 'manifest.json'), 'utf8'),
  ) as SnapshotManifest
  const packages = await packagesOf()
  const [first] = packages
  if (first === undefined) throw new Error('there is no model')
  const blobs = openBlobFiles(join(folder, 'blobs'))
  const digest: Digest = `sha256:${'0'.repeat(64)}`
  const config = { files: [], time: { column: 'at', zone: 'UTC' }, label: 'y' }
  const settings = { name: 'bench@1', config, folder, snapshot: { digest, manifest, blobs } }
  const plan: BacktestPlan = {
    ...{ ratchetBacktest: 2, model: 'bench', task: 'binary', label: 'y', time: 'at' },
    ...{ partition: 'month', level: 0.95, slices: [], seed: 1 },
    dataset: { name: 'bench@1', digest, config },
    metrics: ['log-loss', 'auc', 'brier', 'accuracy'],
    contenders: [
      ...packages.map((pkg, i) => ({
        ...{ kind: 'version' as const, name: `bench@${i + 1}`, digest: pkg.digest },
        training: { kind: 'elsewhere' as const },
      })),
      { kind: 'baseline', name: 'baseline:prior', baseline: 'prior', settings: {} },
    ],
  }
  const work = await mkdtemp(join(tmpdir(), 'ratchet-measure-'))
  try {
    return await timed(async () => {
      const dataset = await openDataset(settings)
      const shelf = await shelve(join(work, 'packages'), packages)
      const trainer = { train: () => Promise.reject(new Error('nothing is trained')) }
      const question = { ...first.contract, task: 'binary' } as const
      const named = { plan, question, dataset, settings, packages: shelf, trainer }
      const startEngine = () => Promise.reject(new Error('no model is a graph'))
      const ports = { openRuns: openRunFolder, startEngine }
      const options = { folder: work, workers: Number(count), ...ports }
      await runBacktest(toRequest(named), options)
      await dataset.close()
    })
  } finally {
    await rm(work, { recursive: true })
  }
}

async function packagesOf() {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.txt')).sort()
  return await Promise.all(
    files.map(async (file) => {
      const { notes: _, format, ...model } = importModel(readFileSync(join(folder, file)))
      return await buildPackage({ ...model, source: { format } })
    }),
  )
}

async function timed(work: () => Promise<void>) {
  const cpuBefore = process.cpuUsage()
  const before = performance.now()
  await work()
  const ms = performance.now() - before
  const { user, system } = process.cpuUsage(cpuBefore)
  const peakMb = process.resourceUsage().maxRSS / 1000
  return { ms, cpuMs: (user + system) / 1000, peakMb }
}

function namesOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `x${i}`)
}
