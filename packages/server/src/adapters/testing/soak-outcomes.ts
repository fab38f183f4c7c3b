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
const report = await outcomeKillRounds(fc.sample(outcomeKills, options))
process.stdout.write(`${JSON.stringify({ ...options, ...report })}\n`)
