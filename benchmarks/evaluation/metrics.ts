// Every metric over rows in 20 slices: CPU seconds by group of metrics on one thread, and of the busier
// one of two threads, without and with weights, and the most memory that the process had. A group is
// what can be told of the same rows; the making of the rows is not counted. Two threads take ranges of
// rows from a queue and send the states of their metrics, which are merged; the digests of results say
// that no bit depends on it. Run by hand on Node 24:
//   node --conditions=ratchet-source benchmarks/evaluation/metrics.ts [--rows 10000000] [--only queries]
//     [--weights without] [--threads 1]
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import type { SlicedState } from '@ratchet-ml/stats'
import { batchRows, groups } from './metric-groups.ts'
import { buffersOf, conclude, gather } from './metric-units.ts'
import type { Done, Work } from './metrics-thread.ts'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    only: { type: 'string', default: '' },
    weights: { type: 'string', default: '' },
    threads: { type: 'string', default: '' },
  },
})
const rows = Number(values.rows)
const names = Object.keys(groups).filter((name) => name.includes(values.only))
/** Of each group; a thread that is done takes the next. */
const RANGES = 4

console.log(`Node ${process.version}, ${rows.toLocaleString('en')} rows in 20 slices`)
for (const weighted of [false, true]) {
  const said = weighted ? 'with weights' : 'without weights'
  if (!said.startsWith(values.weights)) continue
  if (values.threads !== '2') measureOne(said, weighted)
  if (values.threads !== '1') await measureTwo(said, weighted)
}

function measureOne(said: string, weighted: boolean): void {
  console.log(`one thread, ${said}`)
  let total = 0
  for (const group of names) {
    const { sliced, seconds } = gather({ group, weighted, from: 0, until: rows }, cpuSeconds)
    const found = conclude(sliced, cpuSeconds)
    const parts = `${seconds.toFixed(2)} s adding, ${found.seconds.toFixed(2)} s results`
    const { length } = groups[group]?.metrics ?? []
    const all = (seconds + found.seconds).toFixed(2)
    console.log(`  ${all} s  ${group}: ${length} metrics; ${parts}; ${found.digest}`)
    if (found.lacking.length > 0) console.log(`    undefined: ${found.lacking.join(', ')}`)
    total += seconds + found.seconds
  }
  console.log(`  ${total.toFixed(2)} s  all`)
  sayMemory()
}

async function measureTwo(said: string, weighted: boolean): Promise<void> {
  console.log(`two threads, ${said}`)
  const work = names.flatMap((group) => rangesOf(group, weighted))
  const states = new Map<string, SlicedState[]>()
  const take = (done: Done) => {
    if (done.kind === 'concluded') {
      console.log(`         ${done.group}: ${done.digest}`)
      return
    }
    const own = [...(states.get(done.group) ?? []), done.state]
    states.set(done.group, own)
    if (own.length < RANGES) return
    states.delete(done.group)
    // What is merged sooner takes memory for less long.
    work.unshift({ kind: 'conclude', group: done.group, states: own })
  }
  const busy = await spread(work, take)
  console.log(`  ${Math.max(...busy).toFixed(2)} s  all, on the busier thread`)
  console.log(`  ${Math.min(...busy).toFixed(2)} s  on the other one`)
  sayMemory()
}

function rangesOf(group: string, weighted: boolean): Work[] {
  const length = batchRows * Math.ceil(rows / batchRows / RANGES)
  return Array.from({ length: RANGES }, (_, i) => {
    const unit = { group, weighted, from: i * length, until: Math.min(rows, (i + 1) * length) }
    return { kind: 'gather', unit }
  })
}

type Thread = { readonly worker: Worker; seconds: number; isBusy: boolean }

/**
 * Gives work to two threads until there is none; says how many CPU seconds each took. The next piece
 * goes to the thread that was counted less of, as if rows were made in no time.
 */
async function spread(work: Work[], take: (done: Done) => void): Promise<readonly number[]> {
  const threads = Array.from({ length: 2 }, (): Thread => {
    const worker = new Worker(new URL('./metrics-thread.ts', import.meta.url))
    return { worker, seconds: 0, isBusy: false }
  })
  await new Promise<void>((resolve, reject) => {
    const give = () => {
      for (const thread of threads.toSorted((a, b) => a.seconds - b.seconds)) {
        if (thread.isBusy) break
        const next = work.shift()
        if (next !== undefined) hand(thread, next)
      }
      if (threads.every(({ isBusy }) => !isBusy)) resolve()
    }
    for (const thread of threads) {
      thread.worker.on('error', reject)
      thread.worker.on('message', (done: Done) => {
        thread.isBusy = false
        thread.seconds += done.seconds
        take(done)
        give()
      })
    }
    give()
  })
  await Promise.all(threads.map(({ worker }) => worker.terminate()))
  return threads.map(({ seconds }) => seconds)
}

function hand(thread: Thread, work: Work): void {
  thread.isBusy = true
  thread.worker.postMessage(work, work.kind === 'conclude' ? work.states.flatMap(buffersOf) : [])
}

function sayMemory(): void {
  console.log(`  ${Math.round(process.resourceUsage().maxRSS / 1024)} MB at most`)
}

/** Of all threads of the process, the garbage collector's among them. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
