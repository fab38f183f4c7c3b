import type { Baseline } from '../types.ts'
import { lastValue } from './last-value.ts'
import { majority } from './majority.ts'
import { mean } from './mean.ts'
import { median } from './median.ts'
import { prior } from './prior.ts'
import { trainingPrior } from './training-prior.ts'

/** Every baseline, in the order in which a table shows them. */
export const baselines: readonly Baseline[] = [
  prior,
  trainingPrior,
  majority,
  mean,
  median,
  lastValue,
]
