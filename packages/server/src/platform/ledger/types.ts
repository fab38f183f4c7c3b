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

/** One link of the chain. `hash` is the sha256 of the RFC 8785 form of all the other fields. */
export interface LedgerRecord extends NewEvent {
  /** 1, 2, 3, … without gaps. */
  readonly seq: number
  /** UUIDv7. */
  readonly id: string
  /** Microseconds since 1970 UTC. */
  readonly at: number
  /** Hash of the record before; 64 zeros for the first. */
  readonly prev: string
  readonly hash: string
}

/** Where the chain ends. */
export interface LedgerHead {
  readonly seq: number
  readonly hash: string
}
