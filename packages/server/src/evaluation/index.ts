export { evaluationRoutes } from './backtest/http.ts'
export type { ModelTrainer } from './backtest/recipes/model-trainer.ts'
export { Evaluation } from './backtest/service.ts'
export { reportRoutes } from './reports/http.ts'
