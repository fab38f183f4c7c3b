import { execFile } from 'node:child_process'
import { arch, cpus, type } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type Package, packPackage } from '@ratchet-ml/scoring'
import { Problem } from '../../../platform/problem.ts'
import { type MachineMeasure, type MachineMetric, machineMetrics } from '../types.ts'
import { quantileInterval, roundsFor } from './order-statistics.ts'
import type { MeasureJob, MeasureReply, Unmeasured } from './types.ts'

/** Calls over all rounds, so that the 99th percentile has ends on both sides. */
const fewestCalls = 2400
const batchRows = 1000
const roundMs = 100
const mostRoundMs = 10_000
const deadlineMs = 300_000
const megabyte = 1_000_000

export interface MeasureOptions {
  readonly metrics: readonly MachineMetric[]
  /** Of the intervals. */
  readonly level: number
  readonly signal?: AbortSignal
}

/**
 * Measures a model on this machine, in processes of its own; no other machine, and not even this one at
 * another time, gives the same numbers, which is what the intervals are for.
 *
 * @throws Problem `internal` when the process that measures fails, and those of an engine
 */
export async function measureMachine(
  pkg: Package,
  options: MeasureOptions,
): Promise<readonly MachineMeasure[]> {
  const { metrics, level, signal } = options
  const archive = packPackage(pkg)
  const rounds = roundsFor(level)
  const asks = (name: MachineMetric) => metrics.includes(name)
  const isTimed = metrics.some((name) => name === 'throughput' || name.startsWith('latency-'))
  const replies: MeasureReply[] = []
  if (isTimed) replies.push(await inProcess(archive, jobOf(metrics, rounds), signal))
  while (asks('memory') && replies.length < rounds) {
    replies.push(await inProcess(archive, {}, signal))
  }
  const measures = [
    ...latencies(replies, level),
    ...rates(replies, level),
    ...(asks('memory') ? [memory(replies, level)] : []),
    exactly('size', archive.length / megabyte, level),
  ]
  return machineMetrics.flatMap((name) =>
    asks(name) ? measures.filter(({ metric }) => metric === name) : [],
  )
}

function jobOf(metrics: readonly MachineMetric[], rounds: number): MeasureJob {
  const times = { rounds, roundMs, mostRoundMs }
  const latency = { ...times, calls: Math.ceil(fewestCalls / rounds) }
  return {
    ...(metrics.some((name) => name.startsWith('latency-')) ? { latency } : {}),
    ...(metrics.includes('throughput') ? { throughput: { ...times, batchRows } } : {}),
  }
}

/**
 * Calls that follow each other hang together, so the interval is that of all calls as well as the spread
 * of the rounds, whichever is wider.
 */
function latencies(replies: readonly MeasureReply[], level: number): readonly MachineMeasure[] {
  const timed = replies.flatMap((reply) => reply.latencies).map((round) => ascending(round))
  const all = ascending(timed.flat())
  if (all.length === 0) return []
  return ([50, 95, 99] as const).flatMap((percentile): readonly MachineMeasure[] => {
    const share = percentile / 100
    const found = quantileInterval(all, share, level)
    if (found === undefined) return []
    const byRound = timed.map((round) => round[Math.ceil(round.length * share) - 1] ?? found.value)
    const counted = `${timed.length} rounds of ${Math.round(all.length / timed.length)} calls of one row`
    return [
      {
        metric: `latency-p${percentile}`,
        value: found.value,
        low: Math.min(found.low, ...byRound),
        high: Math.max(found.high, ...byRound),
        ...{ level, n: all.length, remark: `${counted} ${onMachine(replies)}` },
      },
    ]
  })
}

function rates(replies: readonly MeasureReply[], level: number): readonly MachineMeasure[] {
  const batches = replies.find((reply) => reply.batches !== undefined)?.batches
  if (batches === undefined) return []
  const { rates: all, rows } = batches
  const isOwn = replies.every(({ runtime }) => runtime === undefined)
  const threads = isOwn ? ' on one thread' : ''
  const remark = `${all.length} rounds in batches of ${rows} rows${threads} ${onMachine(replies)}`
  return [{ metric: 'throughput', ...spreadOf(all), level, n: all.length, remark }]
}

function memory(replies: readonly MeasureReply[], level: number): MachineMeasure {
  const all = replies.map(({ loadedBytes }) => loadedBytes / megabyte)
  const remark = `${all.length} processes ${onMachine(replies)}`
  return { metric: 'memory', ...spreadOf(all), level, n: all.length, remark }
}

function exactly(metric: 'size', value: number, level: number): MachineMeasure {
  return { metric, value, low: value, high: value, level, n: 1, remark: 'bytes of the package' }
}

/** The median, between the least and the greatest: `roundsFor` says of how many that holds. */
function spreadOf(values: readonly number[]): Pick<MachineMeasure, 'value' | 'low' | 'high'> {
  const sorted = ascending(values)
  const [low = Number.NaN] = sorted
  const high = sorted.at(-1) ?? Number.NaN
  return { value: sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN, low, high }
}

function ascending(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b)
}

/** What the numbers are of, for those who compare them with others. */
function onMachine(replies: readonly MeasureReply[]): string {
  const model = cpus()[0]?.model.trim() ?? arch()
  const runtime = replies.find((reply) => reply.runtime !== undefined)?.runtime
  const by = runtime === undefined ? '' : `, ${runtime} in a process of its own`
  return `on ${type()} ${arch()}, ${model}, Node.js ${process.versions.node}${by}`
}

const isFromSource = import.meta.url.endsWith('.ts')

/** In its room in a checkout; by name in the packed server, where files are chunks. */
function workerFile(): URL {
  if (isFromSource) return new URL('../../../app/measure-worker.ts', import.meta.url)
  return new URL(import.meta.resolve('@ratchet-ml/server/measure-worker'))
}

function inProcess(
  archive: Uint8Array,
  job: MeasureJob,
  signal: AbortSignal | undefined,
): Promise<MeasureReply> {
  const source = isFromSource
    ? ['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning']
    : []
  const args = ['--expose-gc', ...source, fileURLToPath(workerFile()), JSON.stringify(job)]
  const { promise, resolve, reject } = Promise.withResolvers<MeasureReply>()
  const options = { timeout: deadlineMs, maxBuffer: 1 << 26, ...(signal && { signal }) }
  const child = execFile(process.execPath, args, options, (error, stdout, stderr) => {
    if (error !== null) {
      reject(failed(error, stderr))
      return
    }
    const reply = JSON.parse(stdout) as MeasureReply | Unmeasured // written by measure-worker
    if ('problem' in reply) reject(thrownAs(reply))
    else resolve(reply)
  })
  child.stdin?.on('error', () => {}) // it ended before it read; the callback tells
  child.stdin?.end(archive)
  return promise
}

function thrownAs({ problem: { code, message, hint } }: Unmeasured): Problem {
  return new Problem(code, message, hint === undefined ? {} : { hint })
}

function failed(cause: Error, stderr: string): Error {
  if (cause.name === 'AbortError') return cause
  const why = stderr.trim().split('\n').slice(0, 3).join(' ') || cause.message
  return new Problem('internal', `The process that measures the model failed: ${why}`, { cause })
}
