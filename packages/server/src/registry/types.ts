import type { Provenance } from '@ratchet-ml/protocol'
import type { Digest } from '@ratchet-ml/scoring'

/** A named line of versions. Times are microseconds since 1970 UTC, here and below. */
export interface Model {
  readonly name: string
  readonly purpose: string
  readonly owner: string
  readonly createdAt: number
  readonly createdBy: string
}

/** One immutable package of a model: a number for people, a digest for machines. */
export interface Version {
  readonly model: string
  readonly version: number
  readonly digest: Digest
  readonly format: string
  readonly task: string
  readonly sizeBytes: number
  readonly createdAt: number
  readonly createdBy: string
}

/** A label that was on a version from `validFrom` (inclusive) to `validTo` (exclusive). */
export interface Alias {
  readonly model: string
  readonly alias: string
  readonly version: number
  readonly validFrom: number
  /** Absent while it holds. */
  readonly validTo?: number
}

/** A document linked to a version; never part of its bytes. */
export interface Attachment {
  readonly model: string
  readonly version: number
  /** `provenance`, `card`, `reference-profile`, `report` */
  readonly role: string
  readonly digest: Digest
  readonly provenance?: Provenance
  readonly createdAt: number
  readonly createdBy: string
}

/** How a text names a version of a model. */
export type Reference =
  | { readonly kind: 'number'; readonly version: number }
  | { readonly kind: 'digest'; readonly digest: Digest }
  | { readonly kind: 'latest' }
  | { readonly kind: 'route'; readonly place: 'champion' | 'standby' }
  | { readonly kind: 'alias'; readonly alias: string }

/**
 * What the endpoint that carries a model's name says of its versions. Serving stands to the right of
 * the registry: compose gives it this.
 */
export interface ChampionLookup {
  /** The version of `model` in this place of the route, or `undefined` when none is. */
  find(model: string, place: 'champion' | 'standby'): Promise<number | undefined>
}

/** What is read of models, versions and aliases. */
export interface RegistryReader {
  findModel(model: string): Promise<Model | undefined>
  /** By name, in code unit order. */
  listModels(): Promise<readonly Model[]>
  findVersion(model: string, version: number): Promise<Version | undefined>
  findVersionByDigest(model: string, digest: Digest): Promise<Version | undefined>
  /** Oldest first; empty for a model that does not exist. */
  listVersions(model: string): Promise<readonly Version[]>
  /**
   * The aliases of a model in code unit order: those that hold now or, with `at`, those that held at
   * that time (from inclusive, to exclusive).
   */
  listAliases(model: string, at?: number): Promise<readonly Alias[]>
  /** What an alias holds now. */
  findAlias(model: string, alias: string): Promise<Alias | undefined>
  /** Oldest first. */
  listAttachments(model: string, version: number): Promise<readonly Attachment[]>
}
