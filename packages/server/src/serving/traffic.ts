import type { TrafficSample } from '@ratchet-ml/protocol'
import { type Clock, type Micros, micros, toRfc3339 } from '../platform/clock.ts'

const secondsKept = 300
/** Four buckets an octave of microseconds, up to 2^31: a quantile is right within a fifth. */
const buckets = 128

interface Second {
  readonly second: number
  ok: number
  failed: number
  rows: number
  p50Ms?: number
  p99Ms?: number
}

/** What an endpoint answered in each of the last 300 seconds. */
export class TrafficRing {
  readonly #endpoint: string
  readonly #clock: Clock
  readonly #closed: Second[] = []
  readonly #latencies = new Uint32Array(buckets)
  #current: Second

  constructor(endpoint: string, clock: Clock) {
    this.#endpoint = endpoint
    this.#clock = clock
    this.#current = emptySecond(secondOf(clock.now()))
  }

  /** Counts an answer to the current second. */
  record(isOk: boolean, rows: number, ms: number, at = this.#clock.now()): void {
    const now = secondOf(at)
    if (now !== this.#current.second) this.#close(now)
    const current = this.#current
    if (isOk) current.ok++
    else current.failed++
    current.rows += rows
    const bucket = bucketOf(ms)
    this.#latencies[bucket] = (this.#latencies[bucket] ?? 0) + 1
  }

  /** Samples of whole seconds, oldest first; seconds without requests are left out. */
  list(): readonly TrafficSample[] {
    const now = secondOf(this.#clock.now())
    if (now !== this.#current.second) this.#close(now)
    return this.#closed
      .filter((one) => one.second >= now - secondsKept)
      .map((one) => this.#toSample(one))
  }

  /** The sample of the second that has just ended, with zeros when nothing was asked in it. */
  last(): TrafficSample {
    const wanted = secondOf(this.#clock.now()) - 1
    const found = this.list().at(-1)
    const at = toRfc3339(micros(wanted * 1e6))
    return found?.at === at ? found : this.#toSample(emptySecond(wanted))
  }

  #close(now: number): void {
    const current = this.#current
    if (current.ok + current.failed > 0) {
      current.p50Ms = quantile(this.#latencies, 0.5)
      current.p99Ms = quantile(this.#latencies, 0.99)
      this.#closed.push(current)
      if (this.#closed.length > secondsKept) this.#closed.shift()
      this.#latencies.fill(0)
    }
    this.#current = emptySecond(now)
  }

  #toSample({ second, ...counts }: Second): TrafficSample {
    return { endpoint: this.#endpoint, at: toRfc3339(micros(second * 1e6)), ...counts }
  }
}

function secondOf(now: Micros): number {
  return Math.floor(now / 1e6)
}

function emptySecond(second: number): Second {
  return { second, ok: 0, failed: 0, rows: 0 }
}

function bucketOf(ms: number): number {
  const us = Math.min(0x7fffffff, Math.max(0, Math.floor(ms * 1000)))
  if (us < 4) return us
  const octave = 31 - Math.clz32(us)
  return (octave - 1) * 4 + ((us >> (octave - 2)) & 3)
}

/** Middle of a bucket, in milliseconds. */
function middleOf(bucket: number): number {
  if (bucket < 4) return (bucket + 0.5) / 1000
  const octave = Math.floor(bucket / 4) + 1
  const step = 2 ** (octave - 2)
  return ((4 + (bucket % 4) + 0.5) * step) / 1000
}

function quantile(latencies: Uint32Array, share: number): number {
  let total = 0
  for (const count of latencies) total += count
  let below = 0
  for (const [bucket, count] of latencies.entries()) {
    below += count
    if (below >= total * share) return middleOf(bucket)
  }
  return middleOf(buckets - 1)
}
