import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createIds } from '../../../platform/ids.ts'
import { newEvent } from '../../../platform/ledger/new-event.ts'
import { type ManualClock, manualClock } from '../../../platform/testing/manual-clock.ts'
import { aDigest, add, label } from '../../../registry/testing/registry-events.ts'
import { openSqliteMetadata, type SqliteMetadata } from '../metadata.ts'

export interface ScratchMetadata {
  readonly path: string
  readonly clock: ManualClock
  readonly metadata: SqliteMetadata
  close(): void
}

/** Metadata in a folder of its own under the temp directory. */
export function scratchMetadata(): ScratchMetadata {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-sqlite-'))
  const path = join(folder, 'metadata.db')
  const clock = manualClock()
  const metadata = openSqliteMetadata(path, { clock, ids: createIds({ clock }) })
  const close = () => {
    metadata.close()
    rmSync(folder, { recursive: true })
  }
  return { path, clock, metadata, close }
}

/** At least one row in every table, with every column of it filled in some row. */
export async function fillTables(metadata: SqliteMetadata): Promise<void> {
  const { registry, routes, backtests, snapshots, specifications, checks } = metadata
  const cause = { actor: 'os:ada', reason: 'because' } as const
  await add(registry, 'flights', aDigest(1))
  await add(registry, 'flights', aDigest(2))
  await label(registry, 'flights', 'best', 1)
  await label(registry, 'flights', 'best', 2)
  const routed = (n: number) => ({ model: 'flights', version: n, digest: aDigest(n) })
  for (const revision of [1, 2]) {
    const event = newEvent('route.changed', 'endpoint/flights', cause, {
      ...{ endpoint: 'flights', revision, contract: aDigest(9), champion: routed(revision) },
      ...(revision === 1
        ? { change: 'created' }
        : { change: 'promoted', standby: routed(1), waived: 'in haste' }),
    })
    await routes.replace(revision - 1, event)
  }
  for (const n of [7, 8]) {
    await snapshots.add('flights', aDigest(n), ({ number, parent }) =>
      newEvent('snapshot.created', 'snapshot/flights', cause, {
        ...{ snapshot: 'flights', number, digest: aDigest(n), contentHash: '0'.repeat(32) },
        ...{ rows: 1, parts: 1, bytes: 1, provenance: aDigest(9) },
        ...{ range: { first: '2001-01-01T00:00:00Z', last: '2001-01-02T00:00:00Z' } },
        ...(parent === undefined ? {} : { parent }),
      }),
    )
  }
  await specifications.apply('flights', aDigest(3), (revision) =>
    newEvent('specification.applied', 'model/flights', cause, {
      ...{ model: 'flights', revision, digest: aDigest(3) },
    }),
  )
  const checked = { model: 'flights', version: aDigest(2), specification: aDigest(3) }
  const check = { ...checked, check: aDigest(4), verdict: 'pass', blob: aDigest(6) } as const
  await checks.record(newEvent('check.recorded', 'model/flights', cause, check))
  const data = { backtest: aDigest(5), model: 'flights', blob: aDigest(6) }
  await backtests.record(newEvent('backtest.recorded', 'model/flights', cause, data))
}
