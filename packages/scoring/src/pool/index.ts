export { answerPool } from './answer-pool.ts'
export { createScorerPool } from './create-scorer-pool.ts'
export type {
  PoolModel,
  PoolOptions,
  PoolPort,
  PoolThread,
  ScorerPool,
} from './types.ts'
