// Loaded before a measured server: tells how long its event loop stood still, beside what it has used. A
// timer of one millisecond asks the clock; on a busy machine others make it late too, so the CPU time of the
// serving thread between two ticks is told as well.
const everyMs = 1
let last = performance.now()
let lastCpuUs = threadCpuUs()
let stallMs = 0
let stallCpuMs = 0

setInterval(() => {
  const now = performance.now()
  const cpuUs = threadCpuUs()
  stallMs = Math.max(stallMs, now - last - everyMs)
  stallCpuMs = Math.max(stallCpuMs, (cpuUs - lastCpuUs) / 1000)
  last = now
  lastCpuUs = cpuUs
}, everyMs).unref()

process.on('message', () => {
  const { user, system } = process.cpuUsage()
  const rssBytes = process.memoryUsage.rss()
  process.send?.({ cpuUs: user + system, rssBytes, stallMs, stallCpuMs })
  stallMs = stallCpuMs = 0
})
process.channel?.unref()

/**
 * CPU time of this thread until now. Linux answers for a running thread what it knew at its last tick, up to
 * 4 ms ago, unless it has just been asked for the whole process.
 */
function threadCpuUs(): number {
  process.cpuUsage()
  const { user, system } = process.threadCpuUsage()
  return user + system
}
