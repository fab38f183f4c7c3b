import type { RouteView } from '@ratchet-ml/protocol'
import { toRfc3339 } from '../platform/clock.ts'
import type { Route } from './types.ts'

/** A route as the wire has it. */
export function toRouteView(route: Omit<Route, 'contract'>): RouteView {
  const { endpoint, revision, champion, standby, validFrom, validTo, actor, reason, waived } = route
  return {
    endpoint,
    revision,
    champion,
    ...(standby === undefined ? {} : { standby }),
    validFrom: toRfc3339(validFrom),
    ...(validTo === undefined ? {} : { validTo: toRfc3339(validTo) }),
    actor,
    reason,
    ...(waived === undefined ? {} : { waived }),
  }
}
