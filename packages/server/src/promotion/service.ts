import type { Promote, RollBack, RoutedVersion } from '@ratchet-ml/protocol'
import { type Contract, canonicalJson } from '@ratchet-ml/scoring'
import type { BlobStore } from '../platform/blobs.ts'
import { type Cause, newEvent } from '../platform/ledger/new-event.ts'
import { Problem } from '../platform/problem.ts'
import type { Prepared, RouteDirectory, RouteStore, ServingService } from '../serving/index.ts'
import type { Route } from '../serving/types.ts'
import { checkFits } from './check-fits.ts'
import { judgePermission, planPromotion, planRollback } from './policy.ts'
import type { EvidenceLookup, RoutePlan, VersionLookup } from './types.ts'

export interface PromotionOptions {
  readonly store: RouteStore
  readonly directory: RouteDirectory
  readonly blobs: BlobStore
  readonly versions: VersionLookup
  readonly evidence: EvidenceLookup
  readonly serving: Pick<ServingService, 'prepare' | 'applyRoute'>
}

/** A route after a change, and the one before it. */
export interface ChangedRoute {
  readonly outcome: 'changed' | 'unchanged'
  readonly route: Route
  readonly before?: Route
}

type Change = Extract<RoutePlan, { outcome: 'change' }>

/** Callers who named no revision mean the newest: others may come between this often. */
const mostAttempts = 8

/** Decides which version answers at an endpoint, and records it. */
export class Promotion {
  readonly #options: PromotionOptions

  constructor(options: PromotionOptions) {
    this.#options = options
  }

  /**
   * Lets a version answer that fits the endpoint. It is loaded, verified and warm before anything
   * changes; what answered before stays in memory as standby. Where the gates of its model line have
   * not passed, it is refused, or promoted with the reason why they are waived on the record.
   *
   * @throws Problem `revision-conflict`, `contract-incompatible`, `version-not-found`,
   * `specification-absent`, `check-absent`, `check-failed`, or why the version cannot be loaded; then
   * the route is as it was
   */
  async promote(endpoint: string, request: Promote, cause: Cause): Promise<ChangedRoute> {
    const { directory, versions } = this.#options
    const { expectedRevision } = request
    const version = await versions.get(request.model, request.version)
    return this.#attempt(endpoint, expectedRevision, async () => {
      const route = await directory.find(endpoint)
      const plan = planPromotion(route, version, expectedRevision)
      if (plan.outcome !== 'change') return this.#carryOut(endpoint, plan, route, cause)
      // Before anything is loaded for it.
      const waived = await this.#passGates(version, request.waive)
      if (route !== undefined) {
        checkFits(endpoint, route.contract, { version, contract: await versions.contract(version) })
      }
      return this.#carryOut(endpoint, plan, route, cause, waived)
    })
  }

  /** Why the gates were waived; `undefined` where they have passed. */
  async #passGates(version: RoutedVersion, waive: string | undefined): Promise<string | undefined> {
    const { evidence } = this.#options
    const specification = await evidence.specification(version.model)
    const check = specification && (await evidence.check(version, specification.digest))
    const permission = judgePermission(version, specification, check)
    if (permission.kind === 'allowed') return undefined
    if (waive !== undefined) return waive
    const { code, detail, reasons, hint } = permission
    throw new Problem(code, [detail, ...reasons.map((why) => `- ${why}`)].join('\n'), { hint })
  }

  /**
   * Goes back to the standby, which is in memory already.
   *
   * @throws Problem `endpoint-not-found`, `standby-absent`, `revision-conflict`
   */
  async rollBack(endpoint: string, request: RollBack, cause: Cause): Promise<ChangedRoute> {
    const { directory } = this.#options
    const { expectedRevision } = request
    return this.#attempt(endpoint, expectedRevision, async () => {
      const route = await directory.get(endpoint)
      const plan = planRollback(route, await directory.history(endpoint), expectedRevision)
      return this.#carryOut(endpoint, plan, route, cause)
    })
  }

  async #attempt(
    endpoint: string,
    expectedRevision: number | undefined,
    change: () => Promise<ChangedRoute | { readonly found: number }>,
  ): Promise<ChangedRoute> {
    let found = 0
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const done = await change()
      if ('outcome' in done) return done
      found = done.found
      if (expectedRevision !== undefined) break
    }
    throw revisionConflict(endpoint, found, expectedRevision)
  }

  async #carryOut(
    endpoint: string,
    plan: RoutePlan,
    route: Route | undefined,
    cause: Cause,
    waived?: string,
  ): Promise<ChangedRoute | { readonly found: number }> {
    switch (plan.outcome) {
      case 'conflict':
        throw revisionConflict(endpoint, plan.found, plan.expected)
      case 'no-standby':
        throw noStandby(endpoint, route)
      case 'unchanged':
        if (route === undefined) throw new RangeError('A route that is not there cannot stay.')
        return { outcome: 'unchanged', route, before: route }
      case 'change':
        return this.#change(endpoint, plan, route, { ...cause, waived })
    }
  }

  async #change(
    endpoint: string,
    plan: Change,
    before: Route | undefined,
    cause: Cause & { readonly waived: string | undefined },
  ): Promise<ChangedRoute | { readonly found: number }> {
    const prepared = await this.#options.serving.prepare(plan.champion)
    try {
      const contract = await this.#settleContract(endpoint, prepared, before)
      const written = await this.#record(endpoint, plan, contract.digest, cause)
      if (written.kind === 'conflict') return { found: written.revision }
      const route = { ...written.route, contract: contract.contract }
      this.#options.serving.applyRoute(route)
      return { outcome: 'changed', route, ...(before === undefined ? {} : { before }) }
    } finally {
      prepared.release()
    }
  }

  /** The first version's contract becomes the endpoint's; every later version must fit it. */
  async #settleContract(
    endpoint: string,
    { loaded }: Prepared,
    before: Route | undefined,
  ): Promise<{ readonly contract: Contract; readonly digest: string }> {
    if (before !== undefined) {
      checkFits(endpoint, before.contract, loaded)
      return { contract: before.contract, digest: before.contractDigest }
    }
    const { contract } = loaded
    const bytes = new TextEncoder().encode(canonicalJson(contract))
    return { contract, digest: await this.#options.blobs.put(bytes) }
  }

  #record(
    endpoint: string,
    plan: Change,
    contract: string,
    { waived, ...cause }: Cause & { readonly waived: string | undefined },
  ) {
    const { champion, standby, change, expectedRevision } = plan
    const event = newEvent('route.changed', `endpoint/${endpoint}`, cause, {
      ...{ endpoint, revision: expectedRevision + 1, change, champion },
      ...(standby === undefined ? {} : { standby }),
      contract: contract as RoutedVersion['digest'], // the digest of a blob or of a stored route
      ...(waived === undefined ? {} : { waived }),
    })
    return this.#options.store.replace(expectedRevision, event)
  }
}

function revisionConflict(endpoint: string, found: number, expected: number | undefined): Problem {
  const now =
    found === 0
      ? `Endpoint ${endpoint} does not exist`
      : `Endpoint ${endpoint} is at revision ${found}`
  const asked = expected === 0 ? 'that it does not exist' : `revision ${expected ?? 'the newest'}`
  return new Problem('revision-conflict', `${now}; the request expected ${asked}.`, {
    hint: 'Look at the status again, and repeat the request if it still holds.',
  })
}

function noStandby(endpoint: string, route: Route | undefined): Problem {
  const { model, version } = route?.champion ?? { model: '', version: 0 }
  return new Problem(
    'standby-absent',
    `Endpoint ${endpoint} answers by ${model}@${version}, and there is no version before it to go back to.`,
    { hint: `Promote another version: ratchet promote ${model}@N --endpoint ${endpoint}.` },
  )
}
