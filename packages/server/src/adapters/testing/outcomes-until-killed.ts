import { Buffer } from 'node:buffer'
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { LocalIntake } from '../../feedback/index.ts'
import type { OutcomeOrder } from '../../feedback/outcomes/order.ts'
import { systemClock } from '../../platform/clock.ts'
import { silentLogger } from '../../platform/logger.ts'
import { openOutcomeLog } from '../filesystem/outcome-log/open-outcome-log.ts'
import { openQuarantine } from '../filesystem/outcome-log/quarantine-files.ts'

/**
 * A process of its own: takes bodies of numbered outcomes, some at once, and prints the first and the last
 * number of each that was acknowledged. Every body has a bad row too. It goes on until it is killed.
 * Arguments: folder, first number, bodies at once.
 */
const [folder = '', first = '1', atOnce = '8'] = process.argv.slice(2)

const intake = new LocalIntake({
  store: openOutcomeLog(folder, systemClock, silentLogger, { segmentBytes: 1 << 20 }),
  quarantine: openQuarantine(folder),
  spoolFolder: join(folder, 'spool'),
  clock: systemClock,
})
const order: OutcomeOrder = {
  ...{ form: 'ndjson', run: 'kill', source: 'kill', offset: 0, place: 'line' },
  ...{ endpoint: undefined, name: undefined, columns: new Map(), ignore: new Set() },
  ...{ endpoints: new Map(), key: new Uint8Array(32) },
}
let next = Number(first)

async function takeBodies(): Promise<never> {
  for (;;) {
    const from = next
    // From one outcome to more than are written at once.
    const count = from % 29 === 0 ? 3000 : 1 + (from % 20)
    next += count
    const body = intake.begin(order)
    const lines = Array.from({ length: count }, (_, i) => lineOf(from + i))
    const bytes = Buffer.from(`${lines.join('')}{"predictionId":"none"}\n`)
    for (let at = 0; at < bytes.length; at += 65_536) {
      await body.push(bytes.subarray(at, at + 65_536))
    }
    const { accepted, quarantined } = await body.end()
    if (accepted !== count || quarantined !== 1) throw new Error(`${accepted} of ${count} taken`)
    writeSync(1, `${from} ${from + count - 1}\n`)
  }
}

function lineOf(number: number): string {
  return `{"id":"o${number}","predictionId":"p.${number}","value":${number}}\n`
}

await Promise.all(Array.from({ length: Number(atOnce) }, takeBodies))
