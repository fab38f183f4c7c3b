import { Problem } from '../platform/problem.ts'
import type { VersionShelf } from './lifecycle/shelf.ts'
import type { EndpointEntry, RouteTable } from './routes/table.ts'

export type ServingState = 'starting' | 'serving' | 'draining'

export interface Health {
  readonly ready: boolean
  readonly state: ServingState
  readonly endpoints: Readonly<Record<string, boolean>>
}

/** Who may be sent requests: a champion proves itself ready by answering a verification row. */
export class Readiness {
  readonly #table: RouteTable
  readonly #shelf: Pick<VersionShelf, 'findStatus'>
  readonly #state: () => ServingState

  constructor(
    table: RouteTable,
    shelf: Pick<VersionShelf, 'findStatus'>,
    state: () => ServingState,
  ) {
    this.#table = table
    this.#shelf = shelf
    this.#state = state
  }

  /** Whether this process serves and every endpoint is ready that was not unloaded on demand. */
  isReady(): boolean {
    return (
      this.#state() === 'serving' &&
      this.#table.list().every((entry) => entry.isUnloaded || this.isEndpointReady(entry))
    )
  }

  /** What `GET /readyz` tells: stopping and not being ready yet are two things. */
  health(): Health {
    const endpoints = this.#table.list().map((entry) => {
      return [entry.name, this.isEndpointReady(entry)] as const
    })
    const state = this.#state()
    const ready = state === 'serving' && endpoints.every(([, isReady]) => isReady)
    return { ready, state, endpoints: Object.fromEntries(endpoints) }
  }

  isEndpointReady({ live }: EndpointEntry): boolean {
    return this.#state() !== 'draining' && live !== undefined && live.handle.loaded.prove()
  }

  /** @throws Problem why the endpoint cannot answer now */
  refuseUnready({ name, route, isUnloaded }: EndpointEntry): never {
    const { model, version, digest } = route.champion
    const status = this.#shelf.findStatus(digest)
    const why = isUnloaded
      ? 'was unloaded on demand.'
      : status?.state === 'failed'
        ? `failed to load: ${status.reason}`
        : 'is still loading'
    throw new Problem(
      'version-not-ready',
      `Endpoint ${name} cannot answer: its champion ${model}@${version} ${why}`,
      { retryAfterSeconds: 1 },
    )
  }
}
