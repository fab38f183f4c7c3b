// `npm run test:soak [-- ROUND [OPTIONS]]`: what takes minutes to hours, one after the other, or the one
// that is named with options of its own. Run before a release.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const checkout = new URL('../../', import.meta.url)
const vitest = 'node_modules/vitest/vitest.mjs'

/** What Node.js runs in each round, and its options unless others are given. */
const rounds: Readonly<Record<string, { readonly script: string; readonly args: string[] }>> = {
  // Kills a push in flight at points of its way and checks that nothing acknowledged is lost.
  'kill-push': {
    script: 'packages/server/src/adapters/testing/soak-push.ts',
    args: ['--rounds', '100', '--seed', '1'],
  },
  // Kills a process that records predictions, tears the end of its log, and checks the same.
  'log-kill': {
    script: 'packages/server/src/adapters/testing/soak-log.ts',
    args: ['--rounds', '100', '--seed', '1'],
  },
  // Kills a process that takes outcomes, tears the end of its log, and checks the same.
  'outcome-kill': {
    script: 'packages/server/src/adapters/testing/soak-outcomes.ts',
    args: ['--rounds', '100', '--seed', '1'],
  },
  // Kills a process that makes tables of a log; every record must be there once.
  'history-kill': {
    script: 'packages/server/src/app/history/testing/soak-history.ts',
    args: ['--rounds', '100', '--seed', '1'],
  },
  // Kills the making of snapshots at points of its way and checks that nothing acknowledged is lost.
  'snapshot-kill': {
    script: 'packages/server/src/adapters/testing/soak-snapshot.ts',
    args: ['--rounds', '100', '--seed', '1'],
  },
  // Traces the system calls of a server: each record is written, or synced, before its reply, and each
  // outcome is synced.
  'log-system-calls': {
    script: vitest,
    args: ['run', '--config', 'test/soak/vitest.config.ts'],
  },
  // Sends bodies, half of them valid JSON whose structure was changed, and holds each answer against the
  // reference interpreter.
  'fuzz-bodies': {
    script: 'packages/server/src/serving/testing/soak-fuzz.ts',
    args: ['--bodies', '100000', '--seed', '1'],
  },
  // Damages model files and packages; each must be read and usable, or refused at a place.
  mutations: {
    script: 'packages/scoring/src/formats/testing/mutation/fuzz.ts',
    args: ['--count', '1000000', '--seed', '1'],
  },
}

const [name, ...options] = process.argv.slice(2)
const chosen = name === undefined ? Object.keys(rounds) : [name]
for (const one of chosen) {
  const round = rounds[one]
  if (round === undefined) {
    process.stderr.write(
      `There is no round "${one}"; there are ${Object.keys(rounds).join(', ')}.\n`,
    )
    process.exitCode = 2
    break
  }
  const script = fileURLToPath(new URL(round.script, checkout))
  const args = options.length > 0 ? options : round.args
  process.stdout.write(`${one} ${args.join(' ')}\n`)
  const { status } = spawnSync(process.execPath, ['--conditions=ratchet-source', script, ...args], {
    cwd: fileURLToPath(checkout),
    stdio: 'inherit',
  })
  process.stdout.write(`${one} ${status === 0 ? 'passed' : 'FAILED'}\n`)
  if (status !== 0) process.exitCode = 1
}
