import type { Contract, RowFault, RowFormat, Scored } from '@ratchet-ml/scoring'

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

export interface ExplainOptions {
  /** Fields of the input that come back with the explanation. */
  readonly carry: readonly string[]
  /** Only so many features, largest first; absent: all, in the contract's order. */
  readonly top: number | undefined
}

/** What makes lines of text of some rows. */
export interface BlockAnswerer {
  /** What stands before the first row; empty from the second call on. */
  header(): string
  /** @returns the line of each of these rows, by its index; good until the next call */
  answer(rows: AcceptedRows): Promise<(index: number) => string>
  /** The line of a row that was refused. */
  fault(fault: RowFault): string
}

export interface AnswersSummary {
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
