import { DatabaseSync, type StatementSync } from 'node:sqlite'

/**
 * Prepares each text of SQL once. A statement is freed only when the engine collects all its garbage,
 * and hundreds of them make that take longer. No statement may be used while it is iterated.
 */
export class CachingDatabase extends DatabaseSync {
  readonly #statements = new Map<string, StatementSync>()

  override prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = super.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}
