import type { Coefficients } from '../ir/types.ts'

/** What there is to explain a step from. */
export interface StepParts {
  readonly coefficients: Coefficients
  /** Of each column that the step reads, the feature that decides it. */
  readonly features: Int32Array
  readonly featureCount: number
  /** Where the step stands, for refusals. */
  readonly place: string
}
