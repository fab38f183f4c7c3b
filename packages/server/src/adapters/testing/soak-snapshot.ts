import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { snapshotKillRounds } from './snapshot-kill-rounds.ts'

/** Kills the making of snapshots many times and prints what was found; fails when anything was lost. */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
  },
})
const options = { seed: Number(values.seed), numRuns: Number(values.rounds) }
const report = await snapshotKillRounds(fc.sample(fc.integer({ min: 1, max: 120 }), options))
process.stdout.write(`${JSON.stringify({ ...options, ...report }, undefined, 2)}\n`)
