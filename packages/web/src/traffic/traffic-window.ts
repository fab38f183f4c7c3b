import type { TrafficSample } from '@ratchet-ml/protocol'

/** One second of one endpoint, with its time as a number. */
export interface TrafficSecond {
  /** Milliseconds since 1970, a whole second. */
  readonly atMs: number
  readonly ok: number
  readonly failed: number
  readonly p50Ms: number | undefined
  readonly p99Ms: number | undefined
}

/** Oldest first, without gaps. */
export type TrafficWindow = readonly TrafficSecond[]

const secondsKept = 301

/**
 * The window with a sample added.
 *
 * The server leaves out seconds without requests when it tells the past, so seconds between two
 * samples are filled with zeros. A sample of a known second replaces it: after a reconnection the
 * past is told again.
 */
export function addSample(window: TrafficWindow, sample: TrafficSample): TrafficWindow {
  const second = toSecond(sample)
  if (second === undefined) return window
  const last = window.at(-1)
  if (last === undefined || second.atMs - last.atMs > secondsKept * 1000) return [second]
  if (second.atMs <= last.atMs) {
    return window.map((known) => (known.atMs === second.atMs ? second : known))
  }
  const filled = [...window]
  for (let atMs = last.atMs + 1000; atMs < second.atMs; atMs += 1000) filled.push(quiet(atMs))
  filled.push(second)
  return filled.slice(-secondsKept)
}

/** What the last seconds of a window come to. */
export interface TrafficSummary {
  readonly rateRps: number
  /** Of the newest second that had requests, in milliseconds. */
  readonly p50Ms: number | undefined
  readonly p99Ms: number | undefined
  readonly requests: number
  readonly failed: number
}

/** Rate over the last ten seconds, failures over the whole window; `undefined` without a sample. */
export function summarise(window: TrafficWindow): TrafficSummary | undefined {
  if (window.length === 0) return undefined
  const recent = window.slice(-10)
  const busy = window.findLast((second) => second.p50Ms !== undefined)
  return {
    rateRps: requestsOf(recent) / recent.length,
    p50Ms: busy?.p50Ms,
    p99Ms: busy?.p99Ms,
    requests: requestsOf(window),
    failed: window.reduce((sum, second) => sum + second.failed, 0),
  }
}

function toSecond(sample: TrafficSample): TrafficSecond | undefined {
  const at = Date.parse(sample.at)
  if (Number.isNaN(at)) return undefined
  const { ok, failed, p50Ms, p99Ms } = sample
  return { atMs: Math.floor(at / 1000) * 1000, ok, failed, p50Ms, p99Ms }
}

function quiet(atMs: number): TrafficSecond {
  return { atMs, ok: 0, failed: 0, p50Ms: undefined, p99Ms: undefined }
}

function requestsOf(window: TrafficWindow): number {
  return window.reduce((sum, second) => sum + second.ok + second.failed, 0)
}
