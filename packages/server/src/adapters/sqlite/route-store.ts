import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { RoutedVersion } from '@ratchet-ml/protocol'
import { micros } from '../../platform/clock.ts'
import type { EventOf } from '../../platform/ledger/types.ts'
import { Problem } from '../../platform/problem.ts'
import type { RouteStore, RouteWritten, StoredRoute } from '../../serving/store.ts'
import { digestOf, hasValue, integerOf, type Row, textOf } from './columns.ts'
import type { Journal } from './journal.ts'
import { withProblems } from './sqlite-problem.ts'
import { inTransaction } from './transaction.ts'

const inForce = 'SELECT * FROM route WHERE endpoint = ? AND valid_to IS NULL'

/** Routes and their history in SQLite. */
export class SqliteRouteStore implements RouteStore {
  readonly #journal: Journal
  readonly #db: DatabaseSync

  constructor(journal: Journal) {
    this.#journal = journal
    this.#db = journal.db
  }

  async find(endpoint: string): Promise<StoredRoute | undefined> {
    return this.#list(inForce, endpoint)[0]
  }

  async list(): Promise<readonly StoredRoute[]> {
    return this.#list('SELECT * FROM route WHERE valid_to IS NULL ORDER BY endpoint')
  }

  async replace(expectedRevision: number, event: EventOf<'route.changed'>): Promise<RouteWritten> {
    const { endpoint, revision } = event.data
    if (revision !== expectedRevision + 1) {
      throw new RangeError(`revision ${revision} of ${endpoint} after ${expectedRevision}`)
    }
    return inTransaction(this.#journal, () => {
      const before = this.#list(inForce, endpoint)[0]?.revision ?? 0
      if (before !== expectedRevision) return { kind: 'conflict', revision: before }
      this.#journal.append(event)
      const [route] = this.#list(inForce, endpoint)
      if (route === undefined) throw new RangeError('the event did not write a route')
      return { kind: 'written', route }
    })
  }

  async history(endpoint: string): Promise<readonly StoredRoute[]> {
    return this.#list('SELECT * FROM route WHERE endpoint = ? ORDER BY revision DESC', endpoint)
  }

  async at(endpoint: string, time: number): Promise<StoredRoute | undefined> {
    const sql = `SELECT * FROM route WHERE endpoint = ? AND valid_from <= ?
                 AND (valid_to IS NULL OR ? < valid_to)`
    return this.#list(sql, endpoint, time, time)[0]
  }

  #list(sql: string, ...values: readonly SQLInputValue[]): readonly StoredRoute[] {
    return withProblems(() =>
      this.#db
        .prepare(sql)
        .all(...values)
        .map(routeOf),
    )
  }
}

function routeOf(row: Row): StoredRoute {
  return {
    endpoint: textOf(row, 'endpoint'),
    revision: integerOf(row, 'revision'),
    change: changeOf(textOf(row, 'change')),
    champion: routedVersionOf(row, 'champion'),
    ...(hasValue(row, 'standby_model') ? { standby: routedVersionOf(row, 'standby') } : {}),
    contractDigest: digestOf(row, 'contract'),
    validFrom: micros(integerOf(row, 'valid_from')),
    ...(hasValue(row, 'valid_to') ? { validTo: micros(integerOf(row, 'valid_to')) } : {}),
    actor: textOf(row, 'actor'),
    reason: textOf(row, 'reason'),
    ...(hasValue(row, 'waived') ? { waived: textOf(row, 'waived') } : {}),
  }
}

function routedVersionOf(row: Row, place: 'champion' | 'standby'): RoutedVersion {
  return {
    model: textOf(row, `${place}_model`),
    version: integerOf(row, `${place}_version`),
    digest: digestOf(row, `${place}_digest`),
  }
}

function changeOf(text: string): StoredRoute['change'] {
  if (text === 'created' || text === 'promoted' || text === 'rolled-back') return text
  throw new Problem('data-folder-corrupt', `A route was changed by "${text}"; no such change.`)
}
