import type { RowReader } from '@ratchet-ml/scoring'
import { createBaselineScorer } from '../fallback/baseline.ts'
import { VersionHandle } from '../lifecycle/handle.ts'
import type { EndpointSettings } from '../settings.ts'
import type { Route } from '../types.ts'
import { type Arm, createLiveEndpoint, type LiveEndpoint } from './live-endpoint.ts'
import type { Scratch } from './scratch.ts'

export interface ChainOptions {
  readonly route: Route
  readonly champion: VersionHandle
  readonly standby: VersionHandle | undefined
  readonly settings: EndpointSettings
  readonly reader: RowReader
  readonly memory: Scratch
  /** The counter of a version's rows, kept from route to route. */
  readonly armOf: (model: string, version: number) => Arm
}

/** Who answers at an endpoint, and who stands behind: champion, standby, baseline. */
export function createAnswerChain(options: ChainOptions): LiveEndpoint {
  const { route, champion, standby, reader, memory } = options
  const baseline = baselineOf(options)
  const behind =
    standby === undefined
      ? baseline
      : createLiveEndpoint({
          ...{ route, handle: standby, reader, memory, servedBy: 'standby', next: baseline },
          arm: armFor(options, standby),
        })
  return createLiveEndpoint({
    ...{ route, handle: champion, reader, memory, servedBy: 'champion', next: behind },
    arm: armFor(options, champion),
  })
}

function armFor({ armOf }: ChainOptions, { loaded: { version } }: VersionHandle): Arm {
  return armOf(version.model, version.version)
}

/** Why the baseline of an endpoint cannot answer for it, if it cannot. */
export function misfitOf({ baseline }: EndpointSettings, { contract }: Route): string | undefined {
  if (baseline === undefined) return undefined
  try {
    createBaselineScorer(baseline, contract)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function baselineOf(options: ChainOptions): LiveEndpoint | undefined {
  const { route, champion, settings, reader, memory } = options
  if (settings.baseline === undefined || misfitOf(settings, route) !== undefined) return undefined
  const handle = new VersionHandle(
    {
      version: champion.loaded.version,
      contract: route.contract,
      contractDigest: route.contractDigest,
      example: [],
      scorer: createBaselineScorer(settings.baseline, route.contract),
      rowsPerTurn: 1024,
      msPerRow: 0,
      prove: () => true,
      close: () => {},
    },
    () => {},
  )
  const arm: Arm = { model: route.champion.model, version: 0, arm: 'champion', rows: 0 }
  return createLiveEndpoint({ route, handle, reader, memory, arm, servedBy: 'baseline' })
}
