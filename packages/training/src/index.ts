export { withCategories } from './categories.ts'
export type { LinearFit, LinearOptions } from './linear/fit-linear-model.ts'
export type { Iteration } from './linear/newton.ts'
export type { OneHotCoding, Preprocessing, Standardisation } from './linear/preprocessing.ts'
export { trainLinear } from './linear/train-linear.ts'
export { type LogisticOptions, trainLogistic } from './linear/train-logistic.ts'
export {
  type OnlineFit,
  type OnlineOptions,
  trainOnlineLogistic,
} from './online/train-online-logistic.ts'
export type { Trained } from './trained.ts'
export type {
  CategoryColumn,
  NumericColumn,
  TrainingColumn,
  TrainingData,
} from './training-data.ts'
export {
  TrainingRefusal,
  type TrainingRefusalCode,
  type TrainingRefusalDetail,
} from './training-refusal.ts'
