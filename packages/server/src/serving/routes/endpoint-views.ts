import type { EndpointView } from '@ratchet-ml/protocol'
import { exampleRow } from '../example-row.ts'
import type { VersionShelf } from '../lifecycle/shelf.ts'
import { toRouteView } from '../route-view.ts'
import type { Route } from '../types.ts'
import type { RouteTable } from './table.ts'

/** What is told of endpoints. */
export class EndpointViews {
  readonly #table: RouteTable
  readonly #shelf: Pick<VersionShelf, 'findStatus'>

  constructor(table: RouteTable, shelf: Pick<VersionShelf, 'findStatus'>) {
    this.#table = table
    this.#shelf = shelf
  }

  /** Contribution to `GET /v1/status` and answer of `GET /v1/endpoints/{endpoint}`. */
  viewOf(route: Route): EndpointView {
    const log = this.#table.find(route.endpoint)?.log
    return {
      endpoint: route.endpoint,
      route: toRouteView(route),
      states: this.statesOf(route),
      contract: route.contract,
      ...(log === undefined ? {} : { log: log.status }),
    }
  }

  /** State of every version that a route names, as the wire has it. */
  statesOf(route: Route): EndpointView['states'] {
    const states: EndpointView['states'] = {}
    for (const version of [route.champion, route.standby]) {
      const status = version && this.#shelf.findStatus(version.digest)
      if (version === undefined || status === undefined) continue
      states[version.digest] =
        status.state === 'failed'
          ? { state: status.state, reason: status.reason }
          : { state: status.state, ...(status.engine && { engine: status.engine }) }
    }
    return states
  }

  /** A row that an endpoint takes, as its callers may send it. */
  exampleRow({ endpoint, contract, contractDigest }: Route): Readonly<Record<string, unknown>> {
    const loaded = this.#table.find(endpoint)?.live?.handle.loaded
    // Codes of another contract may mean other levels.
    return exampleRow(contract, loaded?.contractDigest === contractDigest ? loaded.example : [])
  }
}
