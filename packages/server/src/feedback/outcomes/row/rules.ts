import type { Micros } from '../../../platform/clock.ts'
import type { UnitTreatment } from '../types.ts'

/** What rows are read by. */
export interface OutcomeRules {
  readonly now: () => Micros
  /** Of rows that do not say. */
  readonly endpoint?: string
  readonly name?: string
  /** Every endpoint that there is, and what becomes of its units. */
  readonly endpoints: ReadonlyMap<string, UnitTreatment>
  /** Key of hashed units. */
  readonly key: Uint8Array
  /** Whether numbers stand for times, as microseconds since 1970 UTC. */
  readonly numericTimes: boolean
}
