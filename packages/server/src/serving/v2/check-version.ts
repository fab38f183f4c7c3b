import { Problem } from '../../platform/problem.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'

/** @throws Problem `version-not-found` for any other version than the one that answers */
export function checkVersion({ route }: LiveEndpoint, version: string | undefined): void {
  if (version === undefined || version === String(route.champion.version)) return
  const { endpoint, champion } = route
  const shown = JSON.stringify(version.slice(0, 40))
  throw new Problem(
    'version-not-found',
    `Endpoint ${endpoint} does not answer by version ${shown}.`,
    { hint: `It answers by version ${champion.version}.` },
  )
}
