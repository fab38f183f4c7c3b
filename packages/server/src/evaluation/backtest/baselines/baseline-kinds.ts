import { drift } from './kinds/drift.ts'
import { human } from './kinds/human.ts'
import { lastValue } from './kinds/last-value.ts'
import { linear } from './kinds/linear.ts'
import { majority } from './kinds/majority.ts'
import { mean } from './kinds/mean.ts'
import { median } from './kinds/median.ts'
import { prior } from './kinds/prior.ts'
import { rule } from './kinds/rule.ts'
import { seasonalNaive } from './kinds/seasonal-naive.ts'
import { trainingPrior } from './kinds/training-prior.ts'
import type { BaselineKind } from './kinds/types.ts'

/** Every kind of baseline, in the order in which a table shows them. */
export const baselineKinds: readonly BaselineKind[] = [
  prior,
  trainingPrior,
  majority,
  mean,
  median,
  lastValue,
  seasonalNaive,
  drift,
  linear,
  rule,
  human,
]

/**
 * The name that stands for the version which the route of the model names: it is judged as any other
 * version is.
 */
export const championName = 'champion'
