import type { OutcomeForm, UnitTreatment } from './types.ts'

/** What there is to know about a body before its first byte; can be sent to a thread. */
export interface OutcomeOrder {
  readonly form: OutcomeForm
  /** Names the quarantine file: bodies of one run share it. */
  readonly run: string
  /** What the body comes from, as its sender names it, for the quarantine file. */
  readonly source: string
  /** What is added to the places of rows: a part of a file counts as the file does. */
  readonly offset: number
  /** What the places of the sender's rows are called. */
  readonly place: 'line' | 'row'
  /** Of rows that do not say. */
  readonly endpoint: string | undefined
  readonly name: string | undefined
  /** Members by the names of their columns, where they have other names. */
  readonly columns: ReadonlyMap<string, string>
  /** Columns that are left out. */
  readonly ignore: ReadonlySet<string>
  /** Every endpoint that there is, and what becomes of its units. */
  readonly endpoints: ReadonlyMap<string, UnitTreatment>
  /** Key of hashed units, 32 bytes. */
  readonly key: Uint8Array
}

/** The columns of an order that are called otherwise or left out. */
export type ColumnChoice = Pick<OutcomeOrder, 'columns' | 'ignore'>
