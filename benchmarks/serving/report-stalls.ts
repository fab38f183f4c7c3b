// Loaded before a measured server: tells how long its event loop stood still, beside what it has used. A
// timer of one millisecond asks the clock; on a busy machine others make it late too, so the CPU time of the
// serving thread between two ticks is told as well: a stall in which it did not have the CPU is the machine's.
// And what is left of that without V8's collector, which clears away what everybody has left.
import { PerformanceObserver } from 'node:perf_hooks'

const everyMs = 1
let last = performance.now()
let lastCpuUs = threadCpuUs()
let stalls: Stall[] = []
let collections: Stall['time'][] = []

interface Stall {
  readonly time: { readonly fromMs: number; readonly untilMs: number }
  readonly cpuMs: number
}

setInterval(() => {
  const now = performance.now()
  const cpuUs = threadCpuUs()
  if (now - last > 2 * everyMs) {
    stalls.push({ time: { fromMs: last, untilMs: now }, cpuMs: (cpuUs - lastCpuUs) / 1000 })
  }
  last = now
  lastCpuUs = cpuUs
}, everyMs).unref()

new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) {
    collections.push({ fromMs: startTime, untilMs: startTime + duration })
  }
}).observe({ entryTypes: ['gc'] })

process.on('message', () => {
  // What was collected last is told in a later turn.
  setTimeout(() => {
    const { user, system } = process.cpuUsage()
    const rssBytes = process.memoryUsage.rss()
    process.send?.({ cpuUs: user + system, rssBytes, ...longest(stalls) })
    stalls = []
    collections = []
  }, 2 * everyMs)
})
process.channel?.unref()

function longest(all: readonly Stall[]) {
  const most = (value: (stall: Stall) => number) =>
    all.map(value).reduce((a, b) => Math.max(a, b), 0)
  return {
    stallMs: most(({ time }) => time.untilMs - time.fromMs - everyMs),
    stallCpuMs: most(({ cpuMs }) => cpuMs),
    stallOwnCpuMs: most(ownCpuMs),
  }
}

/** Collections are timed by the clock: they are taken to have had the share of the CPU that all had. */
function ownCpuMs({ time: { fromMs, untilMs }, cpuMs }: Stall): number {
  let collectedMs = 0
  for (const one of collections) {
    collectedMs += Math.max(0, Math.min(untilMs, one.untilMs) - Math.max(fromMs, one.fromMs))
  }
  return cpuMs * Math.max(0, 1 - collectedMs / (untilMs - fromMs))
}

/**
 * CPU time of this thread until now. Linux answers for a running thread what it knew at its last tick, up to
 * 4 ms ago, unless it has just been asked for the whole process.
 */
function threadCpuUs(): number {
  process.cpuUsage()
  const { user, system } = process.threadCpuUsage()
  return user + system
}
