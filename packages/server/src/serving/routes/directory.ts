import { findNearestName, isDigest, parseContract } from '@ratchet-ml/scoring'
import type { BlobStore } from '../../platform/blobs.ts'
import { Problem } from '../../platform/problem.ts'
import type { RouteStore, StoredRoute } from '../store.ts'
import type { Route } from '../types.ts'

/** The routes that were recorded, with their contracts. Reads stores: never on the request path. */
export class RouteDirectory {
  readonly #store: RouteStore
  readonly #blobs: BlobStore

  constructor(store: RouteStore, blobs: BlobStore) {
    this.#store = store
    this.#blobs = blobs
  }

  /** Every route in force. */
  async list(): Promise<readonly Route[]> {
    return Promise.all((await this.#store.list()).map((route) => this.#complete(route)))
  }

  async find(endpoint: string): Promise<Route | undefined> {
    const route = await this.#store.find(endpoint)
    return route === undefined ? undefined : this.#complete(route)
  }

  /** @throws Problem `endpoint-not-found` */
  async get(endpoint: string): Promise<Route> {
    const route = await this.find(endpoint)
    if (route !== undefined) return route
    const names = (await this.#store.list()).map((one) => one.endpoint)
    throw endpointNotFound(endpoint, names)
  }

  /** Every route the endpoint has had, newest first. @throws Problem `endpoint-not-found` */
  async history(endpoint: string): Promise<readonly StoredRoute[]> {
    const history = await this.#store.history(endpoint)
    return history.length > 0 ? history : [await this.get(endpoint)]
  }

  /** The route in force at a time, if there was one. @throws Problem `endpoint-not-found` */
  async at(endpoint: string, time: number): Promise<StoredRoute | undefined> {
    await this.get(endpoint)
    return this.#store.at(endpoint, time)
  }

  async #complete(route: StoredRoute): Promise<Route> {
    const { contractDigest, endpoint } = route
    const bytes = isDigest(contractDigest) ? await this.#blobs.get(contractDigest) : undefined
    if (bytes === undefined) {
      throw new Problem(
        'data-folder-corrupt',
        `The contract of endpoint ${endpoint} (${contractDigest}) is not in the data folder.`,
      )
    }
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return { ...route, contract: parseContract(JSON.parse(text), `contract of ${endpoint}#`) }
  }
}

/** A problem that names what there is, the nearest name first. */
export function endpointNotFound(endpoint: string, names: readonly string[]): Problem {
  const nearest = findNearestName(endpoint, names)
  const listed = names.slice(0, 20).join(', ')
  const known = listed === '' ? 'There is no endpoint yet.' : `There are: ${listed}.`
  const shown = JSON.stringify(endpoint.slice(0, 80))
  return new Problem('endpoint-not-found', `There is no endpoint ${shown}.`, {
    hint: nearest === undefined ? known : `Is ${nearest} meant?`,
  })
}
