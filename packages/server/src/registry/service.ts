import type { Provenance } from '@ratchet-ml/protocol'
import {
  type Contract,
  canonicalJson,
  loadPackage,
  type Package,
  type PackageFiles,
  Refusal,
} from '@ratchet-ml/scoring'
import type { BlobStore } from '../platform/blobs.ts'
import { type Cause, newEvent } from '../platform/ledger/new-event.ts'
import type { EventOf } from '../platform/ledger/types.ts'
import type { Logger } from '../platform/logger.ts'
import { Problem, problemOfRefusal } from '../platform/problem.ts'
import { fetchArchive, fetchContract, fetchFiles, keepPackage } from './package-blobs.ts'
import { judgeAlias } from './policy.ts'
import { getModel, getVersion, resolveVersion } from './resolve.ts'
import type { RegistryStore, VersionEvents } from './store.ts'
import type { Alias, ChampionLookup, Model, Version } from './types.ts'

/** What a push needs of a package once its bytes and its verification rows are proven. */
export type CheckedPackage = Pick<Package, 'digest' | 'manifest' | 'contract' | 'files'>

export interface RegistryOptions {
  readonly store: RegistryStore
  readonly blobs: BlobStore
  readonly champions: ChampionLookup
  readonly logger: Logger
  /** Checks an archive before it is kept; the calling thread does unless told. */
  readonly checkPackage?: (archive: Uint8Array) => Promise<CheckedPackage>
}

/** What is said of a version when it is pushed; purpose and owner count for a new model only. */
export interface PushDetails {
  readonly purpose?: string | undefined
  readonly owner?: string | undefined
  readonly provenance?: Provenance | undefined
}

export interface ModelSummary extends Model {
  readonly versions: number
  readonly latest?: number
}

export interface VersionDetails extends Version {
  readonly provenance: Provenance
  /** Labels that are on it now; those that the route sets, `champion` and `standby`, come first. */
  readonly aliases: readonly string[]
}

export interface Pushed {
  readonly outcome: 'created' | 'exists'
  readonly version: VersionDetails
}

export interface AliasRequest {
  readonly model: string
  readonly alias: string
  readonly version: number
  /** The version it must hold now; 0: none; `undefined`: any. */
  readonly expected?: number | undefined
}

/** Models and their versions: what was trained, and which bytes it is. */
export class Registry {
  readonly #store: RegistryStore
  readonly #blobs: BlobStore
  readonly #champions: ChampionLookup
  readonly #logger: Logger
  readonly #checkPackage: (archive: Uint8Array) => Promise<CheckedPackage>

  constructor(options: RegistryOptions) {
    this.#store = options.store
    this.#blobs = options.blobs
    this.#champions = options.champions
    this.#logger = options.logger
    this.#checkPackage = options.checkPackage ?? loadPackage
  }

  async models(): Promise<readonly ModelSummary[]> {
    const models = await this.#store.listModels()
    return Promise.all(models.map((model) => this.#summarise(model)))
  }

  /** @throws Problem `model-not-found` */
  async model(name: string): Promise<ModelSummary> {
    return this.#summarise(await getModel(this.#store, name))
  }

  /** Oldest first. @throws Problem `model-not-found` */
  async versions(model: string): Promise<readonly VersionDetails[]> {
    await getModel(this.#store, model)
    const versions = await this.#store.listVersions(model)
    return Promise.all(versions.map((version) => this.#describe(version)))
  }

  /**
   * @param reference a number, a digest, an alias, `latest`, `champion` or `standby`
   * @throws Problem `model-not-found`, `version-not-found`, `alias-not-found`, `usage`
   */
  async version(model: string, reference: string): Promise<VersionDetails> {
    return this.#describe(await this.resolve(model, reference))
  }

  /** The version that a reference names now, without what is linked to it. */
  resolve(model: string, reference: string): Promise<Version> {
    return resolveVersion({ reader: this.#store, champions: this.#champions }, model, reference)
  }

  /**
   * The archive of a version's package, its digests checked while it is read.
   *
   * @throws Problem as `version`, and `package-digest-mismatch`, `data-folder-corrupt`
   */
  async package(model: string, reference: string): Promise<Uint8Array> {
    const { digest } = await this.resolve(model, reference)
    return fetchArchive(this.#blobs, digest)
  }

  /**
   * The files of a version's package, without making an archive of them.
   *
   * @throws Problem as `package`
   */
  async packageFiles(model: string, reference: string): Promise<PackageFiles> {
    const { digest } = await this.resolve(model, reference)
    return fetchFiles(this.#blobs, digest)
  }

  /**
   * The contract of a version, without the rest of its package.
   *
   * @throws Problem as `package`
   */
  async contract(model: string, reference: string): Promise<Contract> {
    const { digest } = await this.resolve(model, reference)
    return fetchContract(this.#blobs, digest)
  }

  /**
   * Makes a package a version: its parts are kept first, then one record step makes the model (if it
   * is new), the version and its provenance readable. Bytes that the model holds already give the
   * version that has them; provenance that it lacks is added to it.
   *
   * @throws Problem with a refusal's code for a package that does not verify, or `disk-full`
   */
  async push(
    model: string,
    archive: Uint8Array,
    details: PushDetails,
    cause: Cause,
  ): Promise<Pushed> {
    const sizeBytes = archive.length
    const pkg = await this.#openArchive(archive)
    this.#logger.debug('package verified', { model, digest: pkg.digest })
    await keepPackage(this.#blobs, pkg)
    const link = await this.#provenanceLink(details.provenance)
    this.#logger.debug('package kept', { model, digest: pkg.digest })
    const added = await this.#store.addVersion(model, pkg.digest, ({ version, modelExists }) => [
      ...(modelExists ? [] : [modelCreated(model, details, cause)]),
      versionAdded(model, version, { ...pkg, sizeBytes }, cause),
      ...link(model, version, cause),
    ])
    if (added.kind === 'model-absent') throw new RangeError(`the push of ${model} did not open it`)
    const { version } = added
    if (added.kind === 'exists') await this.#addProvenance(version, details.provenance, link, cause)
    this.#logger.debug('version recorded', { model, version: version.version })
    return { outcome: added.kind, version: await this.#describe(version) }
  }

  /** @param at microseconds since 1970 UTC: as it was then */
  async aliases(model: string, at?: number): Promise<readonly Alias[]> {
    await getModel(this.#store, model)
    return this.#store.listAliases(model, at)
  }

  /**
   * Puts a label on a version.
   *
   * @throws Problem `name-reserved`, `name-invalid`, `model-not-found`, `version-not-found`,
   * `revision-conflict`
   */
  async setAlias(request: AliasRequest, cause: Cause): Promise<Alias> {
    const { model, alias, version, expected } = request
    refuseAlias(alias)
    await getModel(this.#store, model)
    const change = { model, alias, version, expected }
    const written = await this.#store.setAlias(change, (before) =>
      newEvent('alias.set', `model/${model}`, cause, {
        ...{ model, alias, version },
        ...(before === undefined ? {} : { before }),
      }),
    )
    switch (written.kind) {
      case 'written':
      case 'unchanged':
        return written.alias
      case 'conflict':
        throw aliasConflict(request, written.version)
      case 'version-absent':
        await getVersion(this.#store, model, version)
        throw new RangeError(`${model}@${version} was found after it was not`)
    }
  }

  async #openArchive(archive: Uint8Array): Promise<CheckedPackage> {
    try {
      return await this.#checkPackage(archive)
    } catch (error) {
      throw error instanceof Refusal ? problemOfRefusal(error) : error
    }
  }

  async #summarise(model: Model): Promise<ModelSummary> {
    const versions = await this.#store.listVersions(model.name)
    const latest = versions.at(-1)?.version
    const summary = { ...model, versions: versions.length }
    return latest === undefined ? summary : { ...summary, latest }
  }

  async #describe(version: Version): Promise<VersionDetails> {
    const provenance = await this.#provenanceOf(version)
    const aliases = (await this.#store.listAliases(version.model))
      .filter((one) => one.version === version.version)
      .map((one) => one.alias)
    const places = await this.#placesOf(version)
    return { ...version, provenance: provenance ?? {}, aliases: [...places, ...aliases] }
  }

  async #placesOf({ model, version }: Version): Promise<readonly string[]> {
    const places = ['champion', 'standby'] as const
    const holders = await Promise.all(places.map((place) => this.#champions.find(model, place)))
    return places.filter((_, index) => holders[index] === version)
  }

  /** What was said last counts. */
  async #provenanceOf({ model, version }: Version): Promise<Provenance | undefined> {
    const attachments = await this.#store.listAttachments(model, version)
    return attachments.findLast((one) => one.provenance !== undefined)?.provenance
  }

  async #addProvenance(
    version: Version,
    said: Provenance | undefined,
    link: ProvenanceLink,
    cause: Cause,
  ): Promise<void> {
    const known = await this.#provenanceOf(version)
    if (said === undefined || canonicalJson(said) === canonicalJson(known ?? {})) return
    const [event] = link(version.model, version.version, cause)
    if (event !== undefined) await this.#store.addAttachment(event)
  }

  async #provenanceLink(provenance: Provenance | undefined): Promise<ProvenanceLink> {
    if (provenance === undefined || Object.keys(provenance).length === 0) return () => []
    const digest = await this.#blobs.put(new TextEncoder().encode(canonicalJson(provenance)))
    return (model, version, cause) => [
      newEvent('attachment.added', `model/${model}`, cause, {
        ...{ model, version, role: 'provenance', digest, provenance },
      }),
    ]
  }
}

/** The event that links a provenance to a version; none where nothing was said. */
type ProvenanceLink = (
  model: string,
  version: number,
  cause: Cause,
) => readonly EventOf<'attachment.added'>[]

function modelCreated(model: string, details: PushDetails, cause: Cause): VersionEvents[number] {
  const owner = details.owner ?? cause.actor.replace(/^os:/, '')
  const data = { model, purpose: details.purpose ?? '', owner }
  return newEvent('model.created', `model/${model}`, cause, data)
}

function versionAdded(
  model: string,
  version: number,
  pkg: CheckedPackage & { readonly sizeBytes: number },
  cause: Cause,
): VersionEvents[number] {
  return newEvent('version.added', `model/${model}`, cause, {
    model,
    version,
    digest: pkg.digest,
    format: pkg.manifest.source.format,
    task: pkg.contract.task,
    sizeBytes: pkg.sizeBytes,
  })
}

function refuseAlias(alias: string): void {
  switch (judgeAlias(alias)) {
    case undefined:
      return
    case 'reserved':
      throw new Problem('name-reserved', `"${alias}" is set by the route, not by hand.`, {
        hint: 'Choose another alias; ratchet promote decides which version is champion.',
      })
    case 'malformed':
      throw new Problem(
        'name-invalid',
        `"${alias}" is no alias; expected 1 to 64 letters, digits, dots, dashes or underscores, and not digits alone.`,
      )
  }
}

function aliasConflict({ model, alias, expected }: AliasRequest, found: number): Problem {
  const said = (version: number) => (version === 0 ? 'no version' : `version ${version}`)
  return new Problem(
    'revision-conflict',
    `${model}@${alias} holds ${said(found)}; the request expected ${said(expected ?? 0)}.`,
    { hint: 'Look at it again and repeat the request with what it holds now.' },
  )
}
