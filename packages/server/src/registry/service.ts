import type { Provenance } from '@ratchet-ml/protocol'
import {
  type Contract,
  canonicalJson,
  loadPackage,
  type PackageFiles,
  Refusal,
} from '@ratchet-ml/scoring'
import type { BlobStore } from '../platform/blobs.ts'
import { type Cause, newEvent } from '../platform/ledger/new-event.ts'
import type { Logger } from '../platform/logger.ts'
import { problemOfRefusal } from '../platform/problem.ts'
import { type AliasRequest, aliasConflict, refuseAlias } from './alias-request.ts'
import {
  describeVersion,
  findProvenance,
  type ModelSummary,
  summariseModel,
  type VersionDetails,
} from './describe-version.ts'
import { fetchArchive, fetchContract, fetchFiles, keepPackage } from './package-blobs.ts'
import {
  type CheckedPackage,
  keepProvenance,
  modelCreated,
  type ProvenanceLink,
  type PushDetails,
  versionAdded,
} from './push-events.ts'
import { getModel, getVersion, type Resolving, resolveVersion } from './resolve.ts'
import type { RegistryStore } from './store.ts'
import type { Alias, ChampionLookup, Version } from './types.ts'

export interface RegistryOptions {
  readonly store: RegistryStore
  readonly blobs: BlobStore
  readonly champions: ChampionLookup
  readonly logger: Logger
  /** Checks an archive before it is kept; the calling thread does unless told. */
  readonly checkPackage?: (archive: Uint8Array) => Promise<CheckedPackage>
}

export interface Pushed {
  readonly outcome: 'created' | 'exists'
  readonly version: VersionDetails
}

/** Models and their versions: what was trained, and which bytes it is. */
export class Registry {
  readonly #store: RegistryStore
  readonly #blobs: BlobStore
  readonly #known: Resolving
  readonly #logger: Logger
  readonly #checkPackage: (archive: Uint8Array) => Promise<CheckedPackage>

  constructor(options: RegistryOptions) {
    this.#store = options.store
    this.#blobs = options.blobs
    this.#known = { reader: options.store, champions: options.champions }
    this.#logger = options.logger
    this.#checkPackage = options.checkPackage ?? loadPackage
  }

  async models(): Promise<readonly ModelSummary[]> {
    const models = await this.#store.listModels()
    return Promise.all(models.map((model) => summariseModel(this.#store, model)))
  }

  /** @throws Problem `model-not-found` */
  async model(name: string): Promise<ModelSummary> {
    return summariseModel(this.#store, await getModel(this.#store, name))
  }

  /** Oldest first. @throws Problem `model-not-found` */
  async versions(model: string): Promise<readonly VersionDetails[]> {
    await getModel(this.#store, model)
    const versions = await this.#store.listVersions(model)
    return Promise.all(versions.map((version) => describeVersion(this.#known, version)))
  }

  /**
   * @param reference a number, a digest, an alias, `latest`, `champion` or `standby`
   * @throws Problem `model-not-found`, `version-not-found`, `alias-not-found`, `usage`
   */
  async version(model: string, reference: string): Promise<VersionDetails> {
    return describeVersion(this.#known, await this.resolve(model, reference))
  }

  /** The version that a reference names now, without what is linked to it. */
  resolve(model: string, reference: string): Promise<Version> {
    return resolveVersion(this.#known, model, reference)
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
    const link = await keepProvenance(this.#blobs, details.provenance)
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
    return { outcome: added.kind, version: await describeVersion(this.#known, version) }
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

  async #addProvenance(
    version: Version,
    said: Provenance | undefined,
    link: ProvenanceLink,
    cause: Cause,
  ): Promise<void> {
    const known = await findProvenance(this.#store, version)
    if (said === undefined || canonicalJson(said) === canonicalJson(known ?? {})) return
    const [event] = link(version.model, version.version, cause)
    if (event !== undefined) await this.#store.addAttachment(event)
  }
}
