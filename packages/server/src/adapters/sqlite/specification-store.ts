import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { Digest } from '@ratchet-ml/scoring'
import type {
  RecordedSpecification,
  SpecificationApplied,
  SpecificationStore,
} from '../../evaluation/requirements/store.ts'
import { checkSpecificationEvent } from '../../evaluation/requirements/store.ts'
import type { EventOf } from '../../platform/ledger/types.ts'
import { digestOf, integerOf, type Row, textOf } from './columns.ts'
import type { Journal } from './journal.ts'
import { withProblems } from './sqlite-problem.ts'
import { inTransaction } from './transaction.ts'

const all = 'SELECT * FROM specification WHERE model = ? ORDER BY revision DESC'
const newest = `${all} LIMIT 1`

/** Agreed specifications in SQLite. */
export class SqliteSpecificationStore implements SpecificationStore {
  readonly #journal: Journal
  readonly #db: DatabaseSync

  constructor(journal: Journal) {
    this.#journal = journal
    this.#db = journal.db
  }

  async apply(
    model: string,
    digest: Digest,
    toEvent: (revision: number) => EventOf<'specification.applied'>,
  ): Promise<SpecificationApplied> {
    return inTransaction(this.#journal, () => {
      const [before] = this.#list(newest, model)
      if (before?.digest === digest) return { kind: 'unchanged', specification: before }
      const revision = (before?.revision ?? 0) + 1
      const event = toEvent(revision)
      checkSpecificationEvent(event, model, digest, revision)
      this.#journal.append(event)
      const [specification] = this.#list(newest, model)
      if (specification === undefined) throw new RangeError('the event wrote no specification')
      return { kind: 'applied', specification }
    })
  }

  async find(model: string): Promise<RecordedSpecification | undefined> {
    return this.#list(newest, model)[0]
  }

  async list(model: string): Promise<readonly RecordedSpecification[]> {
    return this.#list(all, model)
  }

  #list(sql: string, ...values: readonly SQLInputValue[]): readonly RecordedSpecification[] {
    return withProblems(() =>
      this.#db
        .prepare(sql)
        .all(...values)
        .map(specificationOf),
    )
  }
}

function specificationOf(row: Row): RecordedSpecification {
  return {
    model: textOf(row, 'model'),
    revision: integerOf(row, 'revision'),
    digest: digestOf(row, 'digest'),
    agreedAt: integerOf(row, 'agreed_at'),
    actor: textOf(row, 'actor'),
    reason: textOf(row, 'reason'),
  }
}
