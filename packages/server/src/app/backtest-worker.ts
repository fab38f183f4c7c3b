// A thread that judges partitions of a back-test and keeps them. Started by name
// (`@ratchet-ml/server/backtest-worker`), never imported.
import { parentPort } from 'node:worker_threads'
import { openRunFolder } from '../adapters/filesystem/run-folder.ts'
import { serveJudge } from '../evaluation/backtest/run/serve-judge.ts'
import { startCommandEngine } from './command-engine.ts'

const port = parentPort
if (port === null) throw new Error('The back-test worker is started as a thread.')
// Whoever ends this thread ends its engines with it.
serveJudge(port, {
  openRuns: openRunFolder,
  startEngine: (files) => startCommandEngine(files),
})
