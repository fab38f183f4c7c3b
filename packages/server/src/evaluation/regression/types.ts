import type { TestCase, TestFailure, TestKind, TestRow, Tolerance } from '@ratchet-ml/protocol'
import type { Contract, Digest, RowFault, Scored } from '@ratchet-ml/scoring'
import type { Random } from '@ratchet-ml/stats'
import type { DatasetSource } from '../types.ts'

/** A case as its file has it, and where. */
export interface FoundCase {
  readonly said: TestCase
  readonly kind: TestKind
  /** Path of the file, as it is shown. */
  readonly file: string
  readonly line: number
  /** Of the case, else of its file, else the default. */
  readonly tolerance: Tolerance
  /** The line of what stands at a path within the case. */
  lineOf(...path: readonly (string | number)[]): number
}

/** The regression cases of a model. */
export interface Suite {
  readonly files: readonly string[]
  /** Digest of the names and bytes of the files. */
  readonly digest: Digest
  readonly cases: readonly FoundCase[]
  /** The widest tolerance that a file names for its cases; what counts as a move of a prediction. */
  readonly tolerance: Tolerance
}

/** One number or text of an answer, by the name that expressions and CSV have for it. */
export interface OutputColumn {
  readonly name: string
  readonly kind: 'number' | 'text'
  at(scored: Scored, row: number): number | string
}

/** What cases are prepared for. */
export interface CaseWorld {
  readonly contract: Contract
  /** Doubles per encoded row. */
  readonly featureCount: number
  /** Reads a row into its encoded form; the fault of one that the contract refuses. */
  encode(row: unknown, into: Float64Array, offset: number): RowFault | undefined
  /** Every number and text of an answer. */
  readonly outputs: ReadonlyMap<string, OutputColumn>
  /** Random numbers of a case's own, so that another case more changes nothing. */
  randomOf(name: string): Random
  /** A row that the contract takes. */
  draw(random: Random): TestRow
  /** A value that the contract takes for a field. */
  drawValue(field: string, random: Random): TestRow[string]
  readonly datasets: DatasetSource
  readonly signal?: AbortSignal
}

/** What a case says of the answers. */
export interface Verdict {
  readonly outcome: 'passed' | 'failed' | 'inconclusive'
  /** How many comparisons were made. */
  readonly checks: number
  readonly failures: readonly TestFailure[]
}

/** A case ready to be judged, of one version or of many with its contract. */
export interface PreparedCase {
  /** Encoded, row-major. */
  readonly rows: Float64Array
  readonly count: number
  /** @param scored the answers to the rows */
  judge(scored: Scored): Verdict
}

/** How cases of a kind are prepared. @throws Problem `test-file-invalid` */
export type PrepareCase = (
  found: FoundCase,
  world: CaseWorld,
) => PreparedCase | Promise<PreparedCase>
