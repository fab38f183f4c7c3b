import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { Verdict } from '@ratchet-ml/protocol'
import type { Digest } from '@ratchet-ml/scoring'
import type { CheckStore, CheckWritten, RecordedCheck } from '../../evaluation/check/store.ts'
import type { EventOf } from '../../platform/ledger/types.ts'
import { Problem } from '../../platform/problem.ts'
import { digestOf, hasValue, integerOf, type Row, textOf } from './columns.ts'
import type { Journal } from './journal.ts'
import { withProblems } from './sqlite-problem.ts'
import { inTransaction } from './transaction.ts'

const byId = 'SELECT * FROM "check" WHERE id = ?'
const latest = `SELECT * FROM "check" WHERE model = ? AND version = ? AND specification = ? AND recipe IS NULL
                ORDER BY seq DESC LIMIT 1`

/** Recorded checks in SQLite. */
export class SqliteCheckStore implements CheckStore {
  readonly #journal: Journal
  readonly #db: DatabaseSync

  constructor(journal: Journal) {
    this.#journal = journal
    this.#db = journal.db
  }

  async record(event: EventOf<'check.recorded'>): Promise<CheckWritten> {
    return inTransaction(this.#journal, () => {
      const [found] = this.#list(byId, event.data.check)
      if (found !== undefined) return { kind: 'exists', check: found }
      this.#journal.append(event)
      const [check] = this.#list(byId, event.data.check)
      if (check === undefined) throw new RangeError('the event did not write a check')
      return { kind: 'written', check }
    })
  }

  async list(model?: string): Promise<readonly RecordedCheck[]> {
    if (model === undefined) return this.#list('SELECT * FROM "check" ORDER BY seq DESC')
    return this.#list('SELECT * FROM "check" WHERE model = ? ORDER BY seq DESC', model)
  }

  async find(id: Digest): Promise<RecordedCheck | undefined> {
    return this.#list(byId, id)[0]
  }

  async findLatest(
    model: string,
    version: Digest,
    specification: Digest,
  ): Promise<RecordedCheck | undefined> {
    return this.#list(latest, model, version, specification)[0]
  }

  #list(sql: string, ...values: readonly SQLInputValue[]): readonly RecordedCheck[] {
    return withProblems(() =>
      this.#db
        .prepare(sql)
        .all(...values)
        .map(checkOf),
    )
  }
}

function checkOf(row: Row): RecordedCheck {
  return {
    id: digestOf(row, 'id'),
    model: textOf(row, 'model'),
    version: digestOf(row, 'version'),
    ...(hasValue(row, 'recipe') ? { recipe: textOf(row, 'recipe') } : {}),
    ...(hasValue(row, 'specification') ? { specification: digestOf(row, 'specification') } : {}),
    verdict: verdictOf(textOf(row, 'verdict')),
    blob: digestOf(row, 'blob'),
    recordedAt: integerOf(row, 'recorded_at'),
    actor: textOf(row, 'actor'),
  }
}

function verdictOf(text: string): Verdict {
  const parsed = Verdict.safeParse(text)
  if (parsed.success) return parsed.data
  throw new Problem('data-folder-corrupt', `A check came to "${text}"; no such verdict.`)
}
