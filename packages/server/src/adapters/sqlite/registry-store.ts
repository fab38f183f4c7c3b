import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { Digest } from '@ratchet-ml/scoring'
import type { EventOf } from '../../platform/ledger/types.ts'
import {
  type AliasChange,
  type AliasWritten,
  checkAliasEvent,
  checkVersionEvents,
  type NextVersion,
  type RegistryStore,
  settleAlias,
  type VersionAdded,
  type VersionEvents,
} from '../../registry/store.ts'
import type { Alias, Attachment, Model, Version } from '../../registry/types.ts'
import { integerOf, type Row } from './columns.ts'
import type { Journal } from './journal.ts'
import { aliasOf, attachmentOf, modelOf, versionOf } from './registry-rows.ts'
import { withProblems } from './sqlite-problem.ts'
import { inTransaction } from './transaction.ts'

/** Models, versions, aliases and attachments in SQLite. */
export class SqliteRegistryStore implements RegistryStore {
  readonly #journal: Journal
  readonly #db: DatabaseSync

  constructor(journal: Journal) {
    this.#journal = journal
    this.#db = journal.db
  }

  async createModel(event: EventOf<'model.created'>) {
    return inTransaction(this.#journal, () => {
      const found = this.#model(event.data.model)
      if (found !== undefined) return { kind: 'exists', model: found } as const
      this.#journal.append(event)
      return { kind: 'created', model: written(this.#model(event.data.model)) } as const
    })
  }

  async findModel(model: string): Promise<Model | undefined> {
    return withProblems(() => this.#model(model))
  }

  async listModels(): Promise<readonly Model[]> {
    return this.#list('SELECT * FROM model ORDER BY name', modelOf)
  }

  async addVersion(
    model: string,
    digest: Digest,
    events: (next: NextVersion) => VersionEvents,
  ): Promise<VersionAdded> {
    return inTransaction(this.#journal, () => {
      const found = this.#versionByDigest(model, digest)
      if (found !== undefined) return { kind: 'exists', version: found }
      const next = this.#next(model)
      const made = events(next)
      if (!next.modelExists && made[0]?.kind !== 'model.created') return { kind: 'model-absent' }
      checkVersionEvents(made, model, digest, next)
      for (const event of made) this.#journal.append(event)
      return { kind: 'created', version: written(this.#version(model, next.version)) }
    })
  }

  async findVersion(model: string, version: number): Promise<Version | undefined> {
    return withProblems(() => this.#version(model, version))
  }

  async findVersionByDigest(model: string, digest: Digest): Promise<Version | undefined> {
    return withProblems(() => this.#versionByDigest(model, digest))
  }

  async listVersions(model: string): Promise<readonly Version[]> {
    return this.#list('SELECT * FROM version WHERE model = ? ORDER BY version', versionOf, model)
  }

  async setAlias(
    change: AliasChange,
    event: (before: number | undefined) => EventOf<'alias.set'>,
  ): Promise<AliasWritten> {
    const { model, alias, version } = change
    return inTransaction(this.#journal, () => {
      if (this.#version(model, version) === undefined) return { kind: 'version-absent' }
      const before = this.#alias(model, alias)
      const settled = settleAlias(change, before)
      if (settled !== undefined) return settled
      const made = event(before?.version)
      checkAliasEvent(made, change, before?.version)
      this.#journal.append(made)
      return { kind: 'written', alias: written(this.#alias(model, alias)) }
    })
  }

  async listAliases(model: string, at?: number): Promise<readonly Alias[]> {
    const from = 'SELECT * FROM alias WHERE model = ?'
    if (at === undefined) {
      return this.#list(`${from} AND valid_to IS NULL ORDER BY alias`, aliasOf, model)
    }
    const then = 'valid_from <= ? AND (valid_to IS NULL OR ? < valid_to)'
    return this.#list(`${from} AND ${then} ORDER BY alias`, aliasOf, model, at, at)
  }

  async findAlias(model: string, alias: string): Promise<Alias | undefined> {
    return withProblems(() => this.#alias(model, alias))
  }

  async addAttachment(event: EventOf<'attachment.added'>): Promise<Attachment | undefined> {
    const { model, version } = event.data
    return inTransaction(this.#journal, () => {
      if (this.#version(model, version) === undefined) return undefined
      this.#journal.append(event)
      return attachmentOf(written(this.#row('SELECT * FROM attachment ORDER BY seq DESC LIMIT 1')))
    })
  }

  async listAttachments(model: string, version: number): Promise<readonly Attachment[]> {
    const sql = 'SELECT * FROM attachment WHERE model = ? AND version = ? ORDER BY seq'
    return this.#list(sql, attachmentOf, model, version)
  }

  #model(name: string): Model | undefined {
    return optional(this.#row('SELECT * FROM model WHERE name = ?', name), modelOf)
  }

  #version(model: string, version: number): Version | undefined {
    const sql = 'SELECT * FROM version WHERE model = ? AND version = ?'
    return optional(this.#row(sql, model, version), versionOf)
  }

  #versionByDigest(model: string, digest: Digest): Version | undefined {
    const sql = 'SELECT * FROM version WHERE model = ? AND digest = ?'
    return optional(this.#row(sql, model, digest), versionOf)
  }

  #next(model: string): NextVersion {
    const sql = 'SELECT coalesce(max(version), 0) + 1 AS next FROM version WHERE model = ?'
    const version = integerOf(written(this.#row(sql, model)), 'next')
    return { version, modelExists: this.#model(model) !== undefined }
  }

  #alias(model: string, alias: string): Alias | undefined {
    const sql = 'SELECT * FROM alias WHERE model = ? AND alias = ? AND valid_to IS NULL'
    return optional(this.#row(sql, model, alias), aliasOf)
  }

  #row(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#db.prepare(sql).get(...values)
  }

  #list<T>(sql: string, of: (row: Row) => T, ...values: readonly SQLInputValue[]): readonly T[] {
    return withProblems(() =>
      this.#db
        .prepare(sql)
        .all(...values)
        .map(of),
    )
  }
}

function optional<T>(row: Row | undefined, of: (row: Row) => T): T | undefined {
  return row === undefined ? undefined : of(row)
}

/** What has just been written in this transaction is there. */
function written<T>(found: T | undefined): T {
  if (found === undefined) throw new RangeError('the events did not write what they should')
  return found
}
