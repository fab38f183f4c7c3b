import type { Writable } from 'node:stream'
import type { Clock } from '../clock.ts'
import type { Progress } from './types.ts'

export interface ProgressOptions {
  readonly label: string
  /** What is counted, such as `rows`. */
  readonly unit: string
  readonly total: number | undefined
  readonly stream: Writable & { readonly columns?: number }
  /** One line is rewritten; where that is unwanted a line is added every ten seconds. */
  readonly rewrites: boolean
  readonly clock: Clock
}

const silentMs = 1000
const rewriteEveryMs = 200
const plainEveryMs = 10_000

/** Count, rate and time left; says nothing about what takes less than a second. */
export function createProgress(options: ProgressOptions): Progress {
  const start = options.clock.monotonicMs()
  let nextMs = start + silentMs
  let shown = false
  return {
    update(done, share) {
      const now = options.clock.monotonicMs()
      if (now < nextMs) return
      nextMs = now + (options.rewrites ? rewriteEveryMs : plainEveryMs)
      shown = true
      write(options, describe(options, done, now - start, share))
    },
    end() {
      if (shown && options.rewrites) options.stream.write('\r\u001b[K')
    },
  }
}

/** Of something that nobody watches. */
export const silentProgress: Progress = { update: () => {}, end: () => {} }

/** Such as `back-test: 1,200,000 of 3,000,000 rows, 410,000 rows/s, 4 s left`. */
function describe(
  { label, unit, total }: ProgressOptions,
  done: number,
  elapsedMs: number,
  share: number | undefined,
): string {
  const perSecond = done / (elapsedMs / 1000)
  const count = total === undefined ? format(done) : `${format(done)} of ${format(total)}`
  const known = share ?? (total === undefined ? 0 : done / total)
  const left = known > 0 ? `, ${timeLeft((elapsedMs / 1000) * (1 / known - 1))}` : ''
  return `${label}: ${count} ${unit}, ${format(perSecond)} ${unit}/s${left}`
}

function timeLeft(exactSeconds: number): string {
  const seconds = Math.max(0, Math.ceil(exactSeconds))
  if (seconds < 90) return `${seconds} s left`
  return seconds < 5400
    ? `${Math.round(seconds / 60)} min left`
    : `${(seconds / 3600).toFixed(1)} h left`
}

/** A rewritten line must not wrap: only its last part would be erased. A width of 0 is unknown. */
function write({ rewrites, stream }: ProgressOptions, text: string): void {
  const width = Math.max(10, (stream.columns || 80) - 1)
  stream.write(rewrites ? `\r\u001b[K${text.slice(0, width)}` : `${text}\n`)
}

function format(count: number): string {
  return Math.round(count).toLocaleString('en-US')
}
