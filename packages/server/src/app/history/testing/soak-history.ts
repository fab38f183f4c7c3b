import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { historyKillRounds } from './history-kill-rounds.ts'
import { historyKills } from './history-kills.ts'

/** Kills a process that makes tables many times and prints what was found; fails when a record is lost. */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
  },
})
const options = { seed: Number(values.seed), numRuns: Number(values.rounds) }
const report = await historyKillRounds(fc.sample(historyKills, options))
process.stdout.write(`${JSON.stringify({ ...options, ...report })}\n`)
