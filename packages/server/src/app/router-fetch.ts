import type { Fetch } from '@ratchet-ml/client'
import type { Hono } from 'hono'

/** A `fetch` that calls an application in this process, without a port. */
export function routerFetch(router: Hono): Fetch {
  // Fetch's init is a part of the platform's: same members, same meaning.
  return async (url, init = {}) => await router.request(url, init as RequestInit)
}
