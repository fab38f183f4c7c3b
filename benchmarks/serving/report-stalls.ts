// Loaded before a measured server: tells how long its event loop stood still, beside what it has used. A
// timer of one millisecond asks the clock; on a busy machine others make it late too. Linux knows how long the
// serving thread was ready and had no CPU: that is the machine's doing, and what is left is ours, be it work or
// waiting for a disk. Of that, what is left without V8's collector, which clears away what everybody has left,
// and what was CPU time.
import { Buffer } from 'node:buffer'
import { openSync, readSync } from 'node:fs'
import { PerformanceObserver } from 'node:perf_hooks'

const everyMs = 1
const schedule = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r')
const room = Buffer.alloc(100)
let last = state()
let stalls: Stall[] = []
let collections: Stall['time'][] = []

interface Stall {
  readonly time: { readonly fromMs: number; readonly untilMs: number }
  readonly cpuMs: number
  /** Without what the thread waited for a CPU. */
  readonly ownMs: number
}

setInterval(() => {
  const now = state()
  const time = { fromMs: last.ms, untilMs: now.ms }
  const ms = now.ms - last.ms
  if (ms > 2 * everyMs) {
    const cpuMs = (now.cpuUs - last.cpuUs) / 1000
    stalls.push({
      time,
      cpuMs,
      ownMs: Math.max(0, ms - everyMs - (now.unservedMs - last.unservedMs)),
    })
  }
  last = now
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
    stallOwnMs: most(({ ownMs }) => ownMs),
    stallWorkMs: most(withoutCollector),
    stallCpuMs: most(({ cpuMs }) => cpuMs),
  }
}

/** Collections are timed by the clock: they are taken to have waited for a CPU by the share that all did. */
function withoutCollector({ time: { fromMs, untilMs }, ownMs }: Stall): number {
  let collectedMs = 0
  for (const one of collections) {
    collectedMs += Math.max(0, Math.min(untilMs, one.untilMs) - Math.max(fromMs, one.fromMs))
  }
  return ownMs * Math.max(0, 1 - collectedMs / (untilMs - fromMs))
}

function state() {
  return { ms: performance.now(), cpuUs: threadCpuUs(), unservedMs: unservedMs() }
}

/** How long this thread was ready and had no CPU. */
function unservedMs(): number {
  const length = readSync(schedule, room, 0, room.length, 0)
  const [, waitedNs] = room.toString('latin1', 0, length).split(' ')
  return Number(waitedNs) / 1e6
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
