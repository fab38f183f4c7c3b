import type { FieldFault } from '@ratchet-ml/protocol'
import type { RowFault, Scored } from '@ratchet-ml/scoring'
import type { Protocol } from '../routes/endpoint-meters.ts'

/** How the rows of a body are written. */
export type BodyForm = 'json' | 'csv' | 'ndjson' | 'tensors'

/** A request whose whole body is there: plain data, so that another thread can take it as it is. */
export interface Call {
  readonly protocol: Protocol
  readonly form: BodyForm
  /** Inflated, and at most as long as the limit. */
  readonly body: Uint8Array
  readonly requestId: string
  /** What stands behind the `?`; empty without one. */
  readonly query: string
  readonly mostRows: number
  /** The version that the path names. */
  readonly version: string | undefined
  /** Value of the header Inference-Header-Content-Length. */
  readonly headerLength: string | undefined
  /** Whether any number of rows may be answered in one go: no other request waits for this thread. */
  readonly isAlone: boolean
}

/** A whole reply, and the rows that it answers. */
export interface Answer {
  readonly body: string | Uint8Array
  readonly contentType: string
  /** Names and values by turns, as node:http takes them. */
  readonly headers: readonly string[]
  readonly answered: AnsweredRows
}

/** Rows and their answers, in memory that the next request may overwrite. */
export interface AnsweredRows {
  readonly count: number
  /** As the scorer takes them: `featureCount` doubles a row. */
  readonly encoded: Float64Array
  readonly scored: Scored
  /** What assignment sticks to, where the request names one for all its rows. */
  readonly unit: string | undefined
}

/** How a row's place is told: `/rows/3/distance` of a plain request. */
export type PlaceOf = (row: number, fault: RowFault) => FieldFault['pointer']

/** An answer that nobody else would make on this thread: the rows are too many for one turn. */
export const tooLongHere = Symbol('too many rows for one turn')

export type AnswerHere = Answer | typeof tooLongHere
