// What the server adds to a request when it is half as busy as it can be: the median time of a reply beside
// that of bare node:http at the same rate, half of the server's peak, in pairs of short turns. At most 0.3 ms.
// Requests come at random times, the same for both. Run by hand:
//   node --conditions=ratchet-source benchmarks/serving/half-load.ts [--pairs 15] [--seconds 1]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median } from '../median.ts'
import { startLoadGenerator, startServer } from './measured-process.ts'

const { values } = parseArgs({
  options: { pairs: { type: 'string', default: '15' }, seconds: { type: 'string', default: '1' } },
})
const ms = Number(values.seconds) * 1000
const at = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const row = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, 40.5 + i]))
const body = JSON.stringify({ rows: [row] })
const path = '/predict/bench'

const folder = mkdtempSync(join(tmpdir(), 'ratchet-half-load-'))
const program = fileURLToPath(import.meta.resolve('@ratchet-ml/server/bin/ratchet.mjs'))
const serve = ['serve', `bench=${at('model.txt')}`, '--data', folder, '--port', '0', '--json']
const ratchet = await startServer([program, ...serve], { cwd: folder })
const reply = await (await fetch(ratchet.url + path, { method: 'POST', body })).text()
const bare = await startServer([at('../bare/server.ts'), reply])
const load = startLoadGenerator()
try {
  const closed = { path, body, connections: 16, ms: 2000 }
  for (const { url } of [bare, ratchet]) await load.run({ ...closed, url })
  const { requests, seconds } = await load.run({ ...closed, url: ratchet.url })
  const rate = requests / seconds / 2
  const paced = {
    ...{ path, bodies: [body], floodRate: rate, isRandom: true, ms },
    ...{ connections: 256, deadlineMs: 1000 },
  }
  const found: { own: number; bare: number; late: number }[] = []
  for (let pair = -1; pair < Number(values.pairs); pair++) {
    const own = await load.flood({ ...paced, url: ratchet.url })
    const other = await load.flood({ ...paced, url: bare.url })
    const late = own.p99Ms - other.p99Ms
    if (pair >= 0) found.push({ own: own.p50Ms, bare: other.p50Ms, late })
  }
  report(rate, found)
} finally {
  load.stop()
  await Promise.all([bare.stop(), ratchet.stop()])
  rmSync(folder, { recursive: true })
}

function report(
  rate: number,
  found: readonly { readonly own: number; readonly bare: number; readonly late: number }[],
): void {
  const added = found.map(({ own, bare }) => own - bare)
  const [least, most] = [Math.min(...added), Math.max(...added)].map((one) => one.toFixed(3))
  const of = (key: 'own' | 'bare' | 'late') => median(found.map((one) => one[key])).toFixed(3)
  console.log(
    `at ${rate.toFixed(0)} requests/s, half of the peak, log on: p50 added ${median(added).toFixed(3)} ms (at most 0.3)`,
  )
  console.log(
    `  ${least} to ${most} in ${found.length} pairs; p50 ${of('own')} ms, bare node:http ${of('bare')} ms; p99 added ${of('late')} ms`,
  )
}
