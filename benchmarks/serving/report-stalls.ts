// Loaded before a measured server: tells how long its event loop stood still, beside what it has used. A
// timer of one millisecond asks the clock; on a busy machine others make it late too, so the CPU time of the
// serving thread between two ticks is told as well.
const everyMs = 1
let last = performance.now()
let lastCpu = process.threadCpuUsage()
let stallMs = 0
let stallCpuMs = 0

setInterval(() => {
  const now = performance.now()
  const cpu = process.threadCpuUsage(lastCpu)
  stallMs = Math.max(stallMs, now - last - everyMs)
  stallCpuMs = Math.max(stallCpuMs, (cpu.user + cpu.system) / 1000)
  last = now
  lastCpu = process.threadCpuUsage()
}, everyMs).unref()

process.on('message', () => {
  const { user, system } = process.cpuUsage()
  const rssBytes = process.memoryUsage.rss()
  process.send?.({ cpuUs: user + system, rssBytes, stallMs, stallCpuMs })
  stallMs = stallCpuMs = 0
})
process.channel?.unref()
