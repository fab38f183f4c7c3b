export { type TrainOptions, type TrainResult, trainModel } from './service.ts'
export type { TrainReport, TrainRequest } from './types.ts'
