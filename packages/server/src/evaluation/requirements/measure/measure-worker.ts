// A process of its own that loads a model and times it, so that nothing else is in its memory or in its
// way. Started by name (`@ratchet-ml/server/measure-worker`), never imported. Its argument is the job, its
// standard input the package's archive, its standard output the reply as JSON.
import { createRowReader, createScorer, loadPackage, type Scorer } from '@ratchet-ml/scoring'
import { createRandom } from '@ratchet-ml/stats'
import { RowDrawer } from '../../regression/draw-rows.ts'
import type { MeasureJob, MeasureReply } from './types.ts'

const job = JSON.parse(process.argv[2] ?? '{}') as MeasureJob // written by measure-machine
const rowKinds = 64

process.stdout.write(JSON.stringify(await measure()))

async function measure(): Promise<MeasureReply> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  const archive = new Uint8Array(Buffer.concat(chunks))
  chunks.length = 0
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  const pkg = await loadPackage(archive)
  const scorer = createScorer(pkg.program, pkg.coefficients, pkg.contract)
  const one = scorer.allocate(1)
  scorer.score(pkg.verification.rows, Math.min(1, pkg.verification.kinds.length), one)
  globalThis.gc?.()
  const loadedBytes = Math.max(0, process.memoryUsage.rss() - before)
  const rows = drawRows(new RowDrawer(pkg.contract, pkg.verification))
  return {
    loadedBytes,
    latencies: job.latency === undefined ? [] : timeRows(scorer, rows, job.latency),
    rates: job.throughput === undefined ? [] : timeBatches(scorer, rows, job.throughput),
  }
}

function drawRows(drawer: RowDrawer): readonly unknown[] {
  const random = createRandom(1)
  return Array.from({ length: rowKinds }, () => drawer.row(random))
}

/** From a row as JSON gives it to its answer; the first round only warms up. */
function timeRows(
  scorer: Scorer,
  rows: readonly unknown[],
  { rounds, calls, roundMs }: NonNullable<MeasureJob['latency']>,
): readonly (readonly number[])[] {
  const reader = createRowReader(scorer.contract)
  const encoded = new Float64Array(Math.max(1, scorer.featureCount))
  const into = scorer.allocate(1)
  const round = (): readonly number[] => {
    const times: number[] = []
    const until = performance.now() + roundMs
    for (let begun = performance.now(); times.length < calls || begun < until; ) {
      reader.read(rows[times.length % rows.length], encoded, 0)
      scorer.score(encoded, 1, into)
      const now = performance.now()
      times.push(now - begun)
      begun = now
      if (times.length >= calls * 4) break
    }
    return times
  }
  round()
  return Array.from({ length: rounds }, round)
}

function timeBatches(
  scorer: Scorer,
  rows: readonly unknown[],
  { rounds, batchRows, roundMs }: NonNullable<MeasureJob['throughput']>,
): readonly number[] {
  const reader = createRowReader(scorer.contract)
  const { featureCount } = scorer
  const encoded = new Float64Array(Math.max(1, batchRows * featureCount))
  for (let row = 0; row < batchRows; row++) {
    reader.read(rows[row % rows.length], encoded, row * featureCount)
  }
  const into = scorer.allocate(batchRows)
  const round = (): number => {
    const begun = performance.now()
    let batches = 0
    let passed = 0
    while (passed < roundMs) {
      scorer.score(encoded, batchRows, into)
      batches += 1
      passed = performance.now() - begun
    }
    return (batches * batchRows * 1000) / passed
  }
  round()
  return Array.from({ length: rounds }, round)
}
