import type { AnyRoute, RouteDefinition } from './types.ts'

/** Checks a route's parts against each other at compile time and forgets their types. */
export function defineRoute<P, Q, B, R>(route: RouteDefinition<P, Q, B, R>): AnyRoute {
  return route as unknown as AnyRoute // the router feeds each handler what its own schemas parsed
}
