import type { OpenRuns } from '../judge/judge-runs.ts'
import type { ModelTrainer } from '../recipes/model-trainer.ts'

/** What back-tests are given from further on in the program. */
export interface BacktestPorts {
  readonly trainer: ModelTrainer
  readonly openRuns: OpenRuns
}
