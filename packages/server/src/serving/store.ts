import type { EventOf } from '../platform/ledger/types.ts'
import type { Route } from './types.ts'

/** A route as it is kept: its contract is a blob under `contractDigest`. */
export type StoredRoute = Omit<Route, 'contract'>

export type RouteWritten =
  | { readonly kind: 'written'; readonly route: StoredRoute }
  /** The revision in force is another than expected; 0: there is none. */
  | { readonly kind: 'conflict'; readonly revision: number }

/**
 * The routes of every endpoint, with their whole history. Implementations pass
 * `routeStoreContract`.
 *
 * A change is recorded in the ledger and readable in one step: both are there afterwards, or
 * neither. What is read is exactly what the event says; who, why and when are the event's and its
 * record's. A change is durable when the promise resolves.
 */
export interface RouteStore {
  /** The route in force. */
  find(endpoint: string): Promise<StoredRoute | undefined>
  /** The routes in force, by endpoint in code unit order. */
  list(): Promise<readonly StoredRoute[]>
  /**
   * Puts the event's route in force if the revision in force is still `expectedRevision` (0: the
   * endpoint must not exist); otherwise changes nothing and records nothing. The route before it ends
   * at the moment this one begins.
   *
   * @throws RangeError when the event's revision is not `expectedRevision + 1`, a bug of the caller
   */
  replace(expectedRevision: number, event: EventOf<'route.changed'>): Promise<RouteWritten>
  /** Every route that the endpoint has had, newest first. */
  history(endpoint: string): Promise<readonly StoredRoute[]>
  /** The route that was in force at a time (microseconds since 1970 UTC). */
  at(endpoint: string, time: number): Promise<StoredRoute | undefined>
}
