/** One second of traffic. */
export interface RateSample {
  /** Milliseconds since 1970. */
  readonly atMs: number
  /** Requests answered well in that second, and those that were not. */
  readonly ok: number
  readonly failed: number
}

export interface RateSeries {
  /** Such as `Requests per second at flights`. */
  readonly title: string
  /** The end of the window, in milliseconds since 1970; it is shown as "now". */
  readonly nowMs: number
  /** Length of the window; 300 unless told. */
  readonly windowSeconds?: number
  /** In any order; what is outside the window or not finite is left out. */
  readonly samples: readonly RateSample[]
}

/** A second of the window: how long ago, and what was answered, or `undefined` if nobody looked. */
export interface RateSecond {
  readonly secondsAgo: number
  readonly total: number | undefined
  readonly failed: number
}

/** The seconds of the window, oldest first. Of two samples of one second the later one stands. */
export function secondsOf(data: RateSeries): readonly RateSecond[] {
  const length = data.windowSeconds ?? 300
  const bySecond = new Map<number, RateSample>()
  for (const sample of data.samples) {
    const ago = Math.floor((data.nowMs - sample.atMs) / 1000)
    const whole = Number.isFinite(sample.ok) && Number.isFinite(sample.failed)
    if (ago >= 0 && ago <= length && whole) bySecond.set(ago, sample)
  }
  return Array.from({ length: length + 1 }, (_, index) => {
    const secondsAgo = length - index
    const sample = bySecond.get(secondsAgo)
    if (sample === undefined) return { secondsAgo, total: undefined, failed: 0 }
    return { secondsAgo, total: sample.ok + sample.failed, failed: sample.failed }
  })
}
