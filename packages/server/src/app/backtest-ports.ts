import { openRunFolder } from '../adapters/filesystem/run-folder.ts'
import type { BacktestPorts } from '../evaluation/backtest/command/ports.ts'
import { spanTrainer } from '../retraining/index.ts'

/** What back-tests use that lies further on in the program, or on disk. */
export const backtestPorts: BacktestPorts = { trainer: spanTrainer, openRuns: openRunFolder }
