import { availableAfter } from './planted/available-after.ts'
import { futureTime } from './planted/future-time.ts'
import { knowsAnswer } from './planted/knows-answer.ts'
import { missingLive } from './planted/missing-live.ts'
import type { Planted } from './planted/planted-leak.ts'
import { repeatedRows } from './planted/repeated-rows.ts'
import { sharedRows } from './planted/shared-rows.ts'

/** Leaks of each kind and more, in binary labels and numbers. */
export const planted: readonly Planted[] = [
  ...availableAfter,
  ...futureTime,
  ...knowsAnswer,
  ...missingLive,
  ...sharedRows,
  ...repeatedRows,
]
