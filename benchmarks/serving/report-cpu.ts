// Loaded before a measured server: tells the CPU time of its process when asked.
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuUs: user + system, rssBytes: process.memoryUsage.rss() })
})
// The channel must not keep a server alive that has stopped.
process.channel?.unref()
