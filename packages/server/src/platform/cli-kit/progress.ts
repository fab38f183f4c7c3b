import type { Writable } from 'node:stream'
import type { Clock } from '../clock.ts'
import type { Progress } from './types.ts'

export interface ProgressOptions {
  readonly label: string
  /** What is counted, such as `rows`. */
  readonly unit: string
  readonly total: number | undefined
  readonly stream: Writable
  /** On a terminal one line is rewritten; elsewhere a line is added every ten seconds. */
  readonly isTerminal: boolean
  readonly clock: Clock
}

const silentMs = 1000
const terminalEveryMs = 200
const plainEveryMs = 10_000

/** Count, rate and time left; says nothing about what takes less than a second. */
export function createProgress(options: ProgressOptions): Progress {
  const start = options.clock.monotonicMs()
  let nextMs = start + silentMs
  let shown = false
  return {
    update(done) {
      const now = options.clock.monotonicMs()
      if (now < nextMs) return
      nextMs = now + (options.isTerminal ? terminalEveryMs : plainEveryMs)
      shown = true
      write(options, describe(options, done, now - start))
    },
    end() {
      if (shown && options.isTerminal) options.stream.write('\r\u001b[K')
    },
  }
}

/** Such as `back-test: 1,200,000 of 3,000,000 rows, 410,000 rows/s, 4 s left`. */
function describe(options: ProgressOptions, done: number, elapsedMs: number): string {
  const { label, unit, total } = options
  const perSecond = done / (elapsedMs / 1000)
  const count = total === undefined ? format(done) : `${format(done)} of ${format(total)}`
  const left = total === undefined || perSecond === 0 ? '' : `, ${timeLeft(total, done, perSecond)}`
  return `${label}: ${count} ${unit}, ${format(perSecond)} ${unit}/s${left}`
}

function timeLeft(total: number, done: number, perSecond: number): string {
  const seconds = Math.max(0, Math.ceil((total - done) / perSecond))
  if (seconds < 90) return `${seconds} s left`
  return seconds < 5400
    ? `${Math.round(seconds / 60)} min left`
    : `${(seconds / 3600).toFixed(1)} h left`
}

function write(options: ProgressOptions, text: string): void {
  options.stream.write(options.isTerminal ? `\r\u001b[K${text}` : `${text}\n`)
}

function format(count: number): string {
  return Math.round(count).toLocaleString('en-US')
}
