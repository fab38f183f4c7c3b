import type { Readable } from 'node:stream'
import { createRowReader, loadPackage } from '@ratchet-ml/scoring'
import { createRandom } from '@ratchet-ml/stats'
import { type ModelAnswerer, openAnswerer } from '../../../batch/index.ts'
import { runsFor, type StartEngine } from '../../../platform/graph-engine.ts'
import { RowDrawer } from '../../regression/draw-rows.ts'
import type { MeasureJob, MeasureReply } from './types.ts'

const rowKinds = 64

/**
 * Measures a model in this process, in which nothing else may have been loaded.
 *
 * @param input the package's archive
 */
export async function measureModel(
  input: Readable,
  job: MeasureJob,
  start: StartEngine,
): Promise<MeasureReply> {
  const chunks: Buffer[] = []
  for await (const chunk of input) chunks.push(chunk as Buffer)
  const archive = new Uint8Array(Buffer.concat(chunks))
  chunks.length = 0
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  const pkg = await loadPackage(archive)
  const answerer = await openAnswerer(pkg, start, runsFor)
  const count = Math.min(1, pkg.verification.kinds.length)
  await answerer.answer(pkg.verification.rows, count, answerer.allocate(1))
  globalThis.gc?.()
  const ownBytes = Math.max(0, process.memoryUsage.rss() - before)
  const rows = drawRows(new RowDrawer(pkg.contract, pkg.verification))
  const { runtime } = answerer
  try {
    return {
      loadedBytes: ownBytes + (answerer.memoryBytes ?? 0),
      latencies: job.latency === undefined ? [] : await timeRows(answerer, rows, job.latency),
      ...(job.throughput && { batches: await timeBatches(answerer, rows, job.throughput) }),
      ...(runtime !== undefined && { runtime }),
    }
  } finally {
    answerer.close()
  }
}

function drawRows(drawer: RowDrawer): readonly unknown[] {
  const random = createRandom(1)
  return Array.from({ length: rowKinds }, () => drawer.row(random))
}

/** From a row as JSON gives it to its answer; the first round only warms up. */
async function timeRows(
  answerer: ModelAnswerer,
  rows: readonly unknown[],
  { rounds, calls, roundMs, mostRoundMs }: NonNullable<MeasureJob['latency']>,
): Promise<readonly (readonly number[])[]> {
  const reader = createRowReader(answerer.contract)
  const encoded = new Float64Array(Math.max(1, answerer.featureCount))
  const into = answerer.allocate(1)
  const round = async (): Promise<readonly number[]> => {
    const times: number[] = []
    const first = performance.now()
    for (let begun = first; times.length < calls || begun < first + roundMs; ) {
      reader.read(rows[times.length % rows.length], encoded, 0)
      const pending = answerer.answer(encoded, 1, into)
      if (pending !== undefined) await pending
      const now = performance.now()
      times.push(now - begun)
      begun = now
      if (times.length >= calls * 4 || now > first + mostRoundMs) break
    }
    return times
  }
  return await inRounds(rounds, round)
}

async function timeBatches(
  answerer: ModelAnswerer,
  rows: readonly unknown[],
  { rounds, batchRows, roundMs, mostRoundMs }: NonNullable<MeasureJob['throughput']>,
): Promise<NonNullable<MeasureReply['batches']>> {
  const reader = createRowReader(answerer.contract)
  const { featureCount } = answerer
  const encoded = new Float64Array(Math.max(1, batchRows * featureCount))
  for (let row = 0; row < batchRows; row++) {
    reader.read(rows[row % rows.length], encoded, row * featureCount)
  }
  const into = answerer.allocate(batchRows)
  const answered = async (count: number): Promise<number> => {
    const begun = performance.now()
    await answerer.answer(encoded, count, into)
    return performance.now() - begun
  }
  const fitting = Math.floor(mostRoundMs / Math.max(await answered(1), await answered(1)))
  const size = Math.max(1, Math.min(batchRows, fitting))
  const round = async (): Promise<number> => {
    let batches = 0
    let passed = 0
    for (const begun = performance.now(); passed < roundMs; batches++) {
      await answered(size)
      passed = performance.now() - begun
    }
    return (batches * size * 1000) / passed
  }
  return { rows: size, rates: await inRounds(rounds, round) }
}

/** The first round only warms up. */
async function inRounds<T>(rounds: number, round: () => Promise<T>): Promise<readonly T[]> {
  await round()
  const found: T[] = []
  while (found.length < rounds) found.push(await round())
  return found
}
