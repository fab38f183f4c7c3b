import { writeSync } from 'node:fs'
import { systemClock } from '../../platform/clock.ts'
import { silentLogger } from '../../platform/logger.ts'
import { openNodeSpool } from '../filesystem/prediction-log/node-spool.ts'
import { systemTimers } from '../filesystem/prediction-log/open-prediction-log.ts'
import { createPredictionLog } from '../filesystem/prediction-log/prediction-log-store.ts'
import {
  commitNumbers,
  numberedHeader,
} from '../filesystem/prediction-log/testing/numbered-records.ts'
import { createNodeFiles } from '../filesystem/segments/node-files.ts'

/**
 * A process of its own: records numbers, many under way at once, and prints the highest up to which
 * everything was acknowledged. It goes on until it is killed. Arguments: folder, first number,
 * durability, numbers under way.
 */
const [folder = '', first = '1', durability = 'default', inFlight = '256'] = process.argv.slice(2)

const store = createPredictionLog({
  ...{ folder: `${folder}/log`, keyFile: `${folder}/log.key`, logger: silentLogger },
  ...{ files: createNodeFiles(), timers: systemTimers(systemClock) },
  spool: openNodeSpool('/dev/shm', folder),
  bounds: { segmentBytes: 1 << 20, waitMs: 60_000, refuseMs: 60_000 },
})
await store.repair()
const writer = store.open(numberedHeader, durability === 'default' ? 'default' : 'before-response')
let next = Number(first)
let printed = 0

/** Some replies have several records. */
function go(): void {
  const count = next % 7 === 0 ? 5 : 1
  const numbers = Array.from({ length: count }, (_, i) => next + i)
  next += count
  const bytes = 64 + 8 * (next % 40)
  if (commitNumbers(writer, numbers, bytes, () => acknowledge(numbers)) !== 'waits') {
    throw new Error('A record was not waited for, which this process must never see.')
  }
}

/** Replies are let go in the order in which they were recorded. */
function acknowledge(numbers: readonly number[]): void {
  const highest = numbers.at(-1) ?? 0
  if (highest <= printed) throw new Error(`${highest} was acknowledged after ${printed}.`)
  printed = highest
  writeSync(1, `${highest}\n`)
  go()
}

for (let i = 0; i < Number(inFlight); i++) go()
