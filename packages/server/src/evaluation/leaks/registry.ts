import type { LeakFinding } from '@ratchet-ml/protocol'
import { watchAvailability } from './available-after/check.ts'
import { watchFutureTimes } from './future-time/check.ts'
import { watchAnswers } from './knows-answer/check.ts'
import { watchMissing } from './missing-live/check.ts'
import type { LeakPlan } from './plan-leaks.ts'
import { watchRepeatedRows } from './repeated-rows/check.ts'
import { watchSharedRows } from './shared-rows/check.ts'
import type { Watcher } from './types.ts'

/** A check by its name. */
export interface LeakCheck {
  readonly name: LeakFinding['check']
  /** A text says why it cannot look at what was asked. */
  readonly watch: (plan: LeakPlan) => Watcher | string
}

/** In the order of the report; docs/reference/leak-checks.md has a section for each. */
export const leakChecks: readonly LeakCheck[] = [
  { name: 'available-after', watch: watchAvailability },
  { name: 'future-time', watch: watchFutureTimes },
  { name: 'knows-answer', watch: watchAnswers },
  { name: 'missing-live', watch: watchMissing },
  { name: 'shared-rows', watch: watchSharedRows },
  { name: 'repeated-rows', watch: watchRepeatedRows },
]
