import type { RoutedVersion } from '@ratchet-ml/protocol'
import type { PastRoute, RoutePlan, RouteState } from './types.ts'

/**
 * A version becomes champion and the champion before it standby. Without a route, one is made.
 *
 * @param expectedRevision what the caller believes to be in force; 0: none; `undefined`: any
 */
export function planPromotion(
  route: RouteState | undefined,
  version: RoutedVersion,
  expectedRevision: number | undefined,
): RoutePlan {
  const found = route?.revision ?? 0
  if (expectedRevision !== undefined && expectedRevision !== found) {
    return { outcome: 'conflict', found, expected: expectedRevision }
  }
  const plan = { outcome: 'change', expectedRevision: found, champion: version } as const
  if (route === undefined) return { ...plan, change: 'created', standby: undefined }
  if (isSameVersion(route.champion, version)) return { outcome: 'unchanged' }
  return { ...plan, change: 'promoted', standby: route.champion }
}

/**
 * The standby becomes champion again. What is left behind is not trusted any more: the new standby is
 * the version before that in the line of good ones, or none, so that going back twice goes further
 * back and never to the version that was left.
 *
 * @param history every revision of the route, newest first
 */
export function planRollback(
  route: RouteState,
  history: readonly PastRoute[],
  expectedRevision: number | undefined,
): RoutePlan {
  if (expectedRevision !== undefined && expectedRevision !== route.revision) {
    return { outcome: 'conflict', found: route.revision, expected: expectedRevision }
  }
  if (route.standby === undefined) return { outcome: 'no-standby' }
  return {
    outcome: 'change',
    change: 'rolled-back',
    expectedRevision: route.revision,
    champion: route.standby,
    standby: goodLine(history).at(-3),
  }
}

/**
 * The versions that one could go back through, oldest first, the champion last: a promotion adds one,
 * a rollback takes the last one off.
 */
function goodLine(history: readonly PastRoute[]): readonly RoutedVersion[] {
  let line: RoutedVersion[] = []
  for (const { change, champion } of [...history].reverse()) {
    if (change === 'rolled-back') line.pop()
    else line = [...line.filter((one) => !isSameVersion(one, champion)), champion]
  }
  return line
}

function isSameVersion(a: RoutedVersion, b: RoutedVersion): boolean {
  return a.model === b.model && a.version === b.version && a.digest === b.digest
}
