// Loaded before a measured command: writes the peak memory of its process where it is told.
import { writeFileSync } from 'node:fs'

process.on('exit', () => {
  const file = process.env['BENCHMARK_USAGE']
  const maxRssKb = process.resourceUsage().maxRSS
  if (file !== undefined) writeFileSync(file, JSON.stringify({ maxRssKb }))
})
