import type { Contract, RowFormat, Scored } from '@ratchet-ml/scoring'

export interface PredictOptions {
  /** Absent: by the first byte. */
  readonly from: RowFormat | undefined
  /** Absent: as the input. */
  readonly to: RowFormat | undefined
  /** The margins too. */
  readonly raw: boolean
  /** Fields of the input that come back with the answer. */
  readonly carry: readonly string[]
  /** Stop at the first row that is refused. */
  readonly failFast: boolean
}

export interface PredictSummary {
  readonly rows: number
  readonly refused: number
  /** Features that no accepted row had, so that they were missing in all. */
  readonly absent: readonly string[]
}

/** Some rows that the contract has accepted: as they came, and encoded. */
export interface AcceptedRows {
  readonly records: readonly unknown[]
  /** Row-major, as many doubles a row as the contract has features. */
  readonly encoded: Float64Array
}

/** Whoever answers rows: a model in this process, or a server. */
export interface Answerer {
  readonly contract: Contract
  readonly featureCount: number
  /** Room for the answers of up to `capacity` rows. */
  allocate(capacity: number): Scored
  answer(rows: AcceptedRows, into: Scored): Promise<void>
}
