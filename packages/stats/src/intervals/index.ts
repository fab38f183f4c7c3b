export {
  type BootstrapOptions,
  bootstrapInterval,
  type Resampling,
} from './bootstrap.ts'
export { clopperPearson } from './clopper-pearson.ts'
export { type DeltaScale, deltaInterval } from './delta.ts'
export { incompleteBeta } from './incomplete-beta.ts'
export { DEFAULT_LEVEL, type Interval, type IntervalMethod } from './interval.ts'
export { meanInterval } from './mean-interval.ts'
export {
  createMoments,
  type Moments,
  type MomentsState,
  type MomentsSummary,
  summarizeMoments,
} from './moments.ts'
export { normalCdf, normalQuantile } from './normal.ts'
export { studentTQuantile, studentTUpperTail } from './student-t.ts'
export { wilson } from './wilson.ts'
