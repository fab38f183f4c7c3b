import type { LogTimers } from '../log-bounds.ts'

/** Time that passes when it is told to; turns of the event loop end by themselves. */
export interface ManualTimers extends LogTimers {
  /** Lets time pass, stopping at everything that is due; then lets what was started settle. */
  advance(ms: number): Promise<void>
  /** Lets everything that needs no time happen. */
  settle(): Promise<void>
}

export function manualTimers(startMs = 1_767_225_600_000): ManualTimers {
  let nowMs = 0
  let due: { readonly atMs: number; readonly run: () => void }[] = []
  const later = (ms: number, run: () => void) => {
    const one = { atMs: nowMs + ms, run }
    due.push(one)
    return () => {
      due = due.filter((other) => other !== one)
    }
  }
  const settle = async () => {
    for (let i = 0; i < 200; i++) await Promise.resolve()
  }
  const advance = async (ms: number) => {
    const endMs = nowMs + ms
    await settle()
    for (;;) {
      const next = due.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0]
      if (next === undefined) break
      due = due.filter((other) => other !== next)
      nowMs = Math.max(nowMs, next.atMs)
      next.run()
      await settle()
    }
    nowMs = endMs
    await settle()
  }
  return {
    now: () => (startMs + nowMs) * 1000,
    monotonicMs: () => nowMs,
    later,
    wait: (ms) => new Promise((resolve) => later(ms, resolve)),
    soon: (run) => void Promise.resolve().then(run),
    turn: async () => {
      for (let i = 0; i < 3; i++) await Promise.resolve()
    },
    advance,
    settle,
  }
}
