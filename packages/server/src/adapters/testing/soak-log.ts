import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { logKillRounds } from './log-kill-rounds.ts'
import { logKills } from './log-kills.ts'

/** Kills a recording process many times and prints what was found; fails when anything was lost. */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
  },
})
const options = { seed: Number(values.seed), numRuns: Number(values.rounds) }
const report = await logKillRounds(fc.sample(logKills, options))
process.stdout.write(`${JSON.stringify({ ...options, ...report })}\n`)
