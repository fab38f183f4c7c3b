// Damages real model files a million times and checks that each is read and usable, or refused at a
// place. Run by `npm run test:soak -- mutations`, with --count, --seed, --from and --state:
// a run that was stopped goes on where its state file says, and ranges of one seed add up.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { bounds, type Progress, runMutations } from './fuzz-run.ts'
import { codesNotReached, describeTally } from './tally.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    state: { type: 'string' },
  },
})
const seed = Number(values.seed)
const from = Number(values.from)
const to = from + Number(values.count)
const sayEveryMs = 10_000
/** Below this many, a rare code may be missed by chance. */
const enoughForEveryCode = 50_000
const leastPastHeader = 0.2

const began = Date.now()
const before = readState()
let said = began
const end = await runMutations({ seed, from, to, report, ...(before && { before }) })
report(end)
process.stdout.write(`${describeTally(end.tally).join('\n')}\n`)
const faults = [
  ...end.faults.map(({ index, text }) => `mutant ${index}: ${text}`),
  ...shortfalls(end),
]
for (const fault of faults) process.stdout.write(`FAULT ${fault}\n`)
process.stdout.write(
  `seed ${seed}, mutants ${from} to ${end.next - 1}, ${faults.length} faults, at most ${end.peakMegabytes} MB\n`,
)
process.exitCode = faults.length === 0 ? 0 : 1

function readState(): Progress | undefined {
  if (values.state === undefined || !existsSync(values.state)) return undefined
  const saved = JSON.parse(readFileSync(values.state, 'utf8')) as Progress & { seed: number }
  if (saved.seed !== seed) throw new Error(`${values.state} is of seed ${saved.seed}, not ${seed}.`)
  return saved
}

function report(progress: Progress): void {
  const now = Date.now()
  if (now - said < sayEveryMs && progress.next < to) return
  said = now
  if (values.state !== undefined) writeFileSync(values.state, JSON.stringify({ seed, ...progress }))
  const done = progress.next - (before?.next ?? from)
  const left = ((now - began) / Math.max(1, done)) * (to - progress.next)
  process.stdout.write(
    `${progress.next - from} of ${to - from}, ${progress.faults.length} faults, ` +
      `${progress.peakMegabytes} MB, about ${Math.ceil(left / 60_000)} min left\n`,
  )
}

/** What the run as a whole must show. */
function shortfalls({ tally, peakMegabytes }: Progress): readonly string[] {
  const missed = tally.mutants >= enoughForEveryCode ? codesNotReached(tally) : []
  const share = tally.pastHeader / tally.mutants
  return [
    ...missed.map((code) => `no mutant was refused with ${code}`),
    ...(share < leastPastHeader ? [`only ${share} of the mutants passed the header`] : []),
    ...(peakMegabytes > bounds.residentMegabytes
      ? [`${peakMegabytes} MB, more than ${bounds.residentMegabytes}`]
      : []),
  ]
}
