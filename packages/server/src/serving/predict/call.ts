import type { FieldFault } from '@ratchet-ml/protocol'
import type { RowFault } from '@ratchet-ml/scoring'
import type { Protocol } from '../routes/endpoint-meters.ts'
import type { OutputChoice } from '../v2/types.ts'
import type { RowSource } from './row-source.ts'

/** How the rows of a body are written. */
export type BodyForm = 'json' | 'csv' | 'ndjson' | 'tensors'

/** A request whose whole body is there: plain data, so that another thread can take it as it is. */
export interface Call {
  readonly protocol: Protocol
  readonly form: BodyForm
  /** Inflated, and at most as long as the limit. */
  readonly body: Uint8Array
  /** What stands behind the `?`; empty without one. */
  readonly query: string
  readonly mostRows: number
  /** Value of the header Inference-Header-Content-Length. */
  readonly headerLength: string | undefined
}

/** What a body asks for; its rows have not been looked at yet. */
export interface Asked {
  readonly source: RowSource
  readonly placeOf: PlaceOf
  readonly about: AboutReply
}

/** How a request wants to be answered: plain data too. */
export interface AboutReply {
  /** What assignment sticks to, where the request names one for all its rows. */
  readonly unit: string | undefined
  readonly style: ReplyStyle
}

export type ReplyStyle =
  | { readonly kind: 'predict'; readonly raw: boolean }
  | {
      readonly kind: 'lines'
      readonly form: 'csv' | 'ndjson'
      readonly raw: boolean
      readonly carry: readonly string[]
      /** The rows, as far as something of them is carried. */
      readonly records: readonly unknown[]
    }
  | {
      readonly kind: 'infer'
      readonly id: string | undefined
      readonly outputs: readonly OutputChoice[]
    }

/** A whole reply. */
export interface Reply {
  readonly body: string | Uint8Array
  readonly contentType: string
  /** Names and values by turns, as node:http takes them. */
  readonly headers: readonly string[]
}

/** How a row's place is told: `/rows/3/distance` of a plain request. */
export type PlaceOf = (row: number, fault: RowFault) => FieldFault['pointer']
