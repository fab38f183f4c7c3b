import type { EndpointConfig } from '@ratchet-ml/protocol'

/** What the owner says about an endpoint, with what holds where nothing is said. */
export interface EndpointSettings {
  /** From the head of a request to its reply, unless the caller allows less. */
  readonly deadlineMs: number
  /** Long requests (more than one turn of the event loop) answered at one time. */
  readonly concurrency: number
  /** Long requests that may wait for their turn. */
  readonly queue: number
  /** Requests a second, and how many may come at once. */
  readonly rate?: { readonly perSecond: number; readonly burst: number }
  /** What is answered when no version could. */
  readonly baseline?: EndpointConfig['baseline']
}

/** @param most the server's own bound of a request's time, in milliseconds */
export function settingsOf(config: EndpointConfig | undefined, most: number): EndpointSettings {
  const { deadlineMs = most, concurrency = 4, queue = 64, rate, baseline } = config ?? {}
  return {
    deadlineMs: Math.min(deadlineMs, most),
    concurrency,
    queue,
    ...(rate && {
      rate: { perSecond: rate.perSecond, burst: rate.burst ?? Math.max(1, rate.perSecond) },
    }),
    ...(baseline && { baseline }),
  }
}
