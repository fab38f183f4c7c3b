import { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { canonicalJson } from '@ratchet-ml/scoring'
import { Faults } from '../../platform/ledger/faults.ts'
import type { Ledger } from '../../platform/ledger/store.ts'
import type { LedgerHead, LedgerRecord, LedgerReport } from '../../platform/ledger/types.ts'
import { ChainWalk } from '../../platform/ledger/verify.ts'
import { type Row, textOf } from './columns.ts'
import { readEnd, recordOf } from './ledger-rows.ts'
import { migrate } from './migrate.ts'
import { compareTables, replay } from './rebuild.ts'
import { withProblems } from './sqlite-problem.ts'

/** Records read between two turns of the event loop, so that serving goes on meanwhile. */
const turnSize = 200

/** The ledger of a database file, whose tables are compared with what the chain gives. */
export class SqliteLedger implements Ledger {
  readonly #db: DatabaseSync
  readonly #path: string

  constructor(db: DatabaseSync, path: string) {
    this.#db = db
    this.#path = path
  }

  async head(): Promise<LedgerHead> {
    const { seq, hash } = withProblems(() => readEnd(this.#db))
    return { seq, hash }
  }

  async list(after: number, limit: number): Promise<readonly LedgerRecord[]> {
    const sql = 'SELECT * FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?'
    return withProblems(() => this.#db.prepare(sql).all(after, limit).map(recordOf))
  }

  async verify(head?: LedgerHead): Promise<LedgerReport> {
    const faults = new Faults()
    const walk = new ChainWalk(faults, head)
    const scratch = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true })
    try {
      migrate(scratch)
      scratch.prepare('ATTACH ? AS live').run(this.#path)
      scratch.exec('BEGIN')
      checkPages(scratch, faults)
      await walkRecords(scratch, walk, faults)
      if (!faults.isFull) compareTables(scratch, faults)
    } catch (error) {
      faults.add(`The metadata cannot be read: ${String(error)}`)
    } finally {
      scratch.close()
    }
    return walk.end()
  }
}

function checkPages(scratch: DatabaseSync, faults: Faults): void {
  for (const row of scratch.prepare('PRAGMA live.integrity_check(20)').all()) {
    const finding = textOf(row, 'integrity_check')
    if (finding !== 'ok') faults.add(`SQLite finds: ${finding}`)
  }
}

async function walkRecords(scratch: DatabaseSync, walk: ChainWalk, faults: Faults): Promise<void> {
  // Ordered by hand, not by an index, so that the walk sees what the rows say.
  const page = scratch.prepare('SELECT * FROM live.ledger WHERE seq > ? ORDER BY seq LIMIT ?')
  for (let rows = page.all(-1, turnSize); rows.length > 0 && !faults.isFull; ) {
    const records = rows.map(recordOf)
    for (const [i, record] of records.entries()) {
      walk.step(record)
      checkText(rows[i] as Row, record, faults)
      replay(scratch, record, faults)
    }
    rows = page.all(records.at(-1)?.seq ?? 0, turnSize)
    await nextTurn()
  }
}

/** Two texts may say the same data; only the canonical one is what was written. */
function checkText(row: Row, record: LedgerRecord, faults: Faults): void {
  if (textOf(row, 'data') === canonicalJson(record.data)) return
  faults.add(`record ${record.seq} has data that is not in the canonical form of RFC 8785.`)
}
