import type { EventData, EventKind } from '@ratchet-ml/protocol'
import type { Actor } from '../http-kit/types.ts'

/** A change of state that has been decided and is about to be recorded. */
export interface NewEvent {
  /** Listed in protocol/events. */
  readonly kind: string
  /** Version of the form of `data`. */
  readonly v: number
  readonly actor: Actor
  /** What it is about: `model/flights`, `endpoint/flights`, … */
  readonly subject: string
  /** Why, in the actor's words. */
  readonly reason: string
  readonly data: unknown
}

/** An event of one kind, or of one of several, with its data in the newest form. */
export type EventOf<K extends EventKind> = K extends EventKind
  ? NewEvent & { readonly kind: K; readonly data: Readonly<EventData<K>> }
  : never

/** One link of the chain. `hash` is the sha256 of the RFC 8785 form of all the other fields. */
export interface LedgerRecord extends NewEvent {
  /** 1, 2, 3, … without gaps. */
  readonly seq: number
  /** UUIDv7. */
  readonly id: string
  /** Microseconds since 1970 UTC; never before the record before. */
  readonly at: number
  /** Hash of the record before; 64 zeros for the first. */
  readonly prev: string
  readonly hash: string
}

/** A record whose data was checked and brought to the newest form of its kind. */
export type RecordOf<K extends EventKind> = K extends EventKind ? LedgerRecord & EventOf<K> : never

/** Where the chain ends. Sequence 0 with 64 zeros: nothing was recorded. */
export interface LedgerHead {
  readonly seq: number
  readonly hash: string
}

/** What a walk over the chain, or over chain and tables, has found. */
export interface LedgerReport {
  readonly outcome: 'intact' | 'broken'
  readonly head: LedgerHead
  readonly records: number
  /** What is wrong and where, in the order found; at most 100, the last then says so. */
  readonly faults: readonly string[]
}
