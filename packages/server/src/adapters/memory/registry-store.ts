import type { Digest } from '@ratchet-ml/scoring'
import type { EventOf, RecordOf } from '../../platform/ledger/types.ts'
import type {
  AliasChange,
  AliasWritten,
  NextVersion,
  RegistryStore,
  VersionAdded,
  VersionEvents,
} from '../../registry/store.ts'
import { checkAliasEvent, checkVersionEvents, settleAlias } from '../../registry/store.ts'
import type { Alias, Attachment, Model, Version } from '../../registry/types.ts'
import type { Journal } from './journal.ts'

/**
 * Models, versions, aliases and attachments that live as long as the process. Each method reads,
 * decides and writes without a wait in between, so that two changes never interleave.
 */
export class MemoryRegistryStore implements RegistryStore {
  readonly #journal: Journal
  readonly #models = new Map<string, Model>()
  readonly #versions: Version[] = []
  readonly #aliases: Alias[] = []
  readonly #attachments: Attachment[] = []

  constructor(journal: Journal) {
    this.#journal = journal
  }

  async createModel(event: EventOf<'model.created'>) {
    const found = this.#models.get(event.data.model)
    if (found !== undefined) return { kind: 'exists', model: found } as const
    return { kind: 'created', model: this.#addModel(this.#journal.append(event)) } as const
  }

  async findModel(model: string): Promise<Model | undefined> {
    return this.#models.get(model)
  }

  async listModels(): Promise<readonly Model[]> {
    return [...this.#models.values()].sort((a, b) => compare(a.name, b.name))
  }

  async addVersion(
    model: string,
    digest: Digest,
    events: (next: NextVersion) => VersionEvents,
  ): Promise<VersionAdded> {
    const found = this.#versionsOf(model).find((one) => one.digest === digest)
    if (found !== undefined) return { kind: 'exists', version: found }
    const next = {
      version: this.#versionsOf(model).length + 1,
      modelExists: this.#models.has(model),
    }
    const made = events(next)
    if (!next.modelExists && made[0]?.kind !== 'model.created') return { kind: 'model-absent' }
    checkVersionEvents(made, model, digest, next)
    for (const event of made) this.#apply(event)
    return { kind: 'created', version: this.#get(model, next.version) }
  }

  async findVersion(model: string, version: number): Promise<Version | undefined> {
    return this.#versionsOf(model).find((one) => one.version === version)
  }

  async findVersionByDigest(model: string, digest: Digest): Promise<Version | undefined> {
    return this.#versionsOf(model).find((one) => one.digest === digest)
  }

  async listVersions(model: string): Promise<readonly Version[]> {
    return this.#versionsOf(model)
  }

  async setAlias(
    change: AliasChange,
    event: (before: number | undefined) => EventOf<'alias.set'>,
  ): Promise<AliasWritten> {
    const { model, alias, version } = change
    if (!this.#has(model, version)) return { kind: 'version-absent' }
    const before = this.#alias(model, alias)
    const settled = settleAlias(change, before)
    if (settled !== undefined) return settled
    const made = event(before?.version)
    checkAliasEvent(made, change, before?.version)
    return { kind: 'written', alias: this.#putAlias(this.#journal.append(made), before) }
  }

  async listAliases(model: string, at?: number): Promise<readonly Alias[]> {
    const holds = ({ validFrom, validTo }: Alias) =>
      at === undefined
        ? validTo === undefined
        : validFrom <= at && at < (validTo ?? Number.POSITIVE_INFINITY)
    return this.#aliases
      .filter((one) => one.model === model && holds(one))
      .sort((a, b) => compare(a.alias, b.alias))
  }

  async findAlias(model: string, alias: string): Promise<Alias | undefined> {
    return this.#alias(model, alias)
  }

  async addAttachment(event: EventOf<'attachment.added'>): Promise<Attachment | undefined> {
    const { model, version } = event.data
    if (!this.#has(model, version)) return undefined
    return this.#addAttachment(this.#journal.append(event))
  }

  async listAttachments(model: string, version: number): Promise<readonly Attachment[]> {
    return this.#attachments.filter((one) => one.model === model && one.version === version)
  }

  #versionsOf(model: string): readonly Version[] {
    return this.#versions.filter((one) => one.model === model)
  }

  #has(model: string, version: number): boolean {
    return this.#versionsOf(model).some((one) => one.version === version)
  }

  #alias(model: string, alias: string): Alias | undefined {
    return this.#aliases.find(
      (one) => one.model === model && one.alias === alias && one.validTo === undefined,
    )
  }

  #get(model: string, version: number): Version {
    const found = this.#versionsOf(model).find((one) => one.version === version)
    if (found === undefined) throw new RangeError(`no event added ${model}@${version}`)
    return found
  }

  #apply(event: VersionEvents[number]): void {
    switch (event.kind) {
      case 'model.created':
        this.#addModel(this.#journal.append(event))
        return
      case 'version.added':
        this.#addVersion(this.#journal.append(event))
        return
      case 'attachment.added':
        this.#addAttachment(this.#journal.append(event))
        return
    }
  }

  #addModel({ data, at, actor }: RecordOf<'model.created'>): Model {
    const { model: name, purpose, owner } = data
    const model = { name, purpose, owner, createdAt: at, createdBy: actor }
    this.#models.set(name, model)
    return model
  }

  #addVersion({ data, at, actor }: RecordOf<'version.added'>): void {
    this.#versions.push({ ...data, createdAt: at, createdBy: actor })
  }

  #putAlias({ data, at }: RecordOf<'alias.set'>, before: Alias | undefined): Alias {
    if (before !== undefined) {
      this.#aliases[this.#aliases.indexOf(before)] = { ...before, validTo: at }
    }
    const { model, alias, version } = data
    const after = { model, alias, version, validFrom: at }
    this.#aliases.push(after)
    return after
  }

  #addAttachment({ data, at, actor }: RecordOf<'attachment.added'>): Attachment {
    const { model, version, role, digest, provenance } = data
    const base = { model, version, role, digest, createdAt: at, createdBy: actor }
    const attachment = provenance === undefined ? base : { ...base, provenance }
    this.#attachments.push(attachment)
    return attachment
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
