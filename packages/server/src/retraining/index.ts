export { type TrainOptions, type TrainResult, trainModel } from './service.ts'
export { spanTrainer } from './span-trainer.ts'
export type { TrainReport, TrainRequest } from './types.ts'
