import { type EventData, type EventKind, events } from '@ratchet-ml/protocol'
import type { Actor } from '../http-kit/types.ts'
import type { EventOf } from './types.ts'

/** Who changes something, and why, in their words. */
export interface Cause {
  readonly actor: Actor
  readonly reason: string
}

/**
 * An event in the newest form of its kind.
 *
 * @param subject what it is about: `model/flights`, `endpoint/flights`
 * @throws ZodError when the data is not of the declared form, which is a bug of the caller
 */
export function newEvent<K extends EventKind>(
  kind: K,
  subject: string,
  cause: Cause,
  data: EventData<K>,
): EventOf<K> {
  const { v, data: schema } = events[kind]
  const checked = schema.parse(data)
  const event = { kind, v, subject, actor: cause.actor, reason: cause.reason, data: checked }
  return event as unknown as EventOf<K> // the schema of `kind` has just checked the data
}
