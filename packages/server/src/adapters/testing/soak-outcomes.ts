import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { outcomeKillRounds } from './outcome-kill-rounds.ts'
import { outcomeKills } from './outcome-kills.ts'

/** Kills a process that takes outcomes many times and prints what was found; fails when any was lost. */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
  },
})
const options = { seed: Number(values.seed), numRuns: Number(values.rounds) }
const kills = fc.sample(outcomeKills, options)
/** Each round reads everything: folders are begun anew before that takes longer than the rest. */
const roundsPerFolder = 10
const sum = { kills: 0, acknowledged: 0, found: 0, torn: 0 }
for (let at = 0; at < kills.length; at += roundsPerFolder) {
  const report = await outcomeKillRounds(kills.slice(at, at + roundsPerFolder))
  sum.kills += report.kills
  sum.acknowledged += report.acknowledged
  sum.found += report.found
  sum.torn += report.torn
}
process.stdout.write(`${JSON.stringify({ ...options, ...sum })}\n`)
