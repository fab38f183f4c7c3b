import type { Ctrs } from './ctrs.ts'
import type { Features } from './features.ts'
import type { KnownCategory } from './levels.ts'
import type { Split } from './splits.ts'

/** What the columns that trees look at are made of. */
export interface ColumnParts {
  readonly features: Features
  /** By number among the features of categories. */
  readonly categories: ReadonlyMap<number, readonly KnownCategory[]>
  readonly ctrs: Ctrs
  readonly splits: readonly Split[]
}
