import { type Clock, type Micros, micros } from '../clock.ts'

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  set(time: number): void
  advance(byMicros: number): void
}

/** Starts at 2026-01-01T00:00:00Z unless told. */
export function manualClock(start = 1_767_225_600_000_000): ManualClock {
  let now: Micros = micros(start)
  const began = start
  return {
    now: () => now,
    monotonicMs: () => (now - began) / 1000,
    at: (monotonicMs) => micros(Math.round(began + monotonicMs * 1000)),
    set: (time) => {
      now = micros(time)
    },
    advance: (byMicros) => {
      now = micros(now + byMicros)
    },
  }
}
