import type { RoutedVersion } from '@ratchet-ml/protocol'
import type { EndpointEntry } from './table.ts'

/** What should be in memory: champions first, then what is held, what still answers, and the standbys. */
export function aspiredVersions(
  all: readonly EndpointEntry[],
  held: readonly RoutedVersion[],
): readonly RoutedVersion[] {
  const entries = all.filter(({ isUnloaded }) => !isUnloaded)
  return [
    ...entries.map(({ route }) => route.champion),
    ...held,
    ...entries.flatMap(({ live, standby }) => [
      ...(live === undefined ? [] : [live.route.champion]),
      ...(standby === undefined ? [] : [standby.loaded.version]),
    ]),
    ...entries.flatMap(({ route }) => (route.standby === undefined ? [] : [route.standby])),
  ]
}
