import { micros } from '../../platform/clock.ts'
import type { EventOf, RecordOf } from '../../platform/ledger/types.ts'
import type { RouteStore, RouteWritten, StoredRoute } from '../../serving/store.ts'
import type { Journal } from './journal.ts'

/** Routes that live as long as the process. */
export class MemoryRouteStore implements RouteStore {
  readonly #journal: Journal
  /** Oldest first. */
  readonly #routes = new Map<string, StoredRoute[]>()

  constructor(journal: Journal) {
    this.#journal = journal
  }

  async find(endpoint: string): Promise<StoredRoute | undefined> {
    return this.#routes.get(endpoint)?.at(-1)
  }

  async list(): Promise<readonly StoredRoute[]> {
    const inForce = [...this.#routes.values()].flatMap((routes) => routes.slice(-1))
    return inForce.sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1))
  }

  async replace(expectedRevision: number, event: EventOf<'route.changed'>): Promise<RouteWritten> {
    const { endpoint, revision } = event.data
    if (revision !== expectedRevision + 1) {
      throw new RangeError(`revision ${revision} of ${endpoint} after ${expectedRevision}`)
    }
    const before = this.#routes.get(endpoint)?.at(-1)?.revision ?? 0
    if (before !== expectedRevision) return { kind: 'conflict', revision: before }
    return { kind: 'written', route: this.#put(this.#journal.append(event)) }
  }

  async history(endpoint: string): Promise<readonly StoredRoute[]> {
    return [...(this.#routes.get(endpoint) ?? [])].reverse()
  }

  async at(endpoint: string, time: number): Promise<StoredRoute | undefined> {
    return this.#routes
      .get(endpoint)
      ?.find(({ validFrom, validTo }) => validFrom <= time && time < (validTo ?? Infinity))
  }

  #put({ data, at, actor, reason }: RecordOf<'route.changed'>): StoredRoute {
    const { contract: contractDigest, standby, waived, ...same } = data
    const route = {
      ...{ ...same, contractDigest, validFrom: micros(at), actor, reason },
      ...(standby === undefined ? {} : { standby }),
      ...(waived === undefined ? {} : { waived }),
    }
    const routes = this.#routes.get(data.endpoint) ?? []
    const last = routes.pop()
    if (last !== undefined) routes.push({ ...last, validTo: micros(at) })
    routes.push(route)
    this.#routes.set(data.endpoint, routes)
    return route
  }
}
