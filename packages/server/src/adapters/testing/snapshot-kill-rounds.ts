import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { verifySnapshot } from '../../datasets/snapshots/verify-snapshot.ts'
import { silentLogger } from '../../platform/logger.ts'
import { openSnapshots } from './open-snapshots.ts'

export interface SnapshotKillReport {
  readonly kills: number
  readonly acknowledged: number
  readonly snapshots: number
  /** How often a process was killed right after this point, by its message. */
  readonly points: Readonly<Record<string, number>>
}

const maker = fileURLToPath(import.meta.resolve('./snapshot-until-killed.ts'))

/**
 * Kills a process that makes snapshots once for each entry of `kills`, after that many printed
 * points, in one and the same data folder. After each kill the folder must open, its ledger must
 * verify, every acknowledged snapshot must be there, every recorded one must be whole, and what was
 * left staged must be swept.
 *
 * @throws Error that names the round and what does not hold
 */
export async function snapshotKillRounds(kills: readonly number[]): Promise<SnapshotKillReport> {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-snapshot-kill-'))
  const points: Record<string, number> = {}
  const acknowledged = new Map<number, string>()
  let snapshots = 0
  try {
    for (const [round, count] of kills.entries()) {
      const output = makeUntilKilled(folder, round, count)
      const last = output.points.at(-1) ?? 'nothing'
      points[last] = (points[last] ?? 0) + 1
      for (const [number, digest] of output.acknowledged) acknowledged.set(number, digest)
      snapshots = await inspect(join(folder, 'data'), acknowledged, snapshots).catch((cause) => {
        throw new Error(`round ${round}, killed after ${count} points, at "${last}"`, { cause })
      })
    }
    return { kills: kills.length, acknowledged: acknowledged.size, snapshots, points }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function makeUntilKilled(folder: string, round: number, points: number) {
  const args = [join(folder, 'data'), String(round * 1_000 + 1), String(points)]
  const ended = spawnSync(
    process.execPath,
    ['--conditions=ratchet-source', maker, ...args, join(folder, 'sources')],
    { encoding: 'utf8', timeout: 60_000 },
  )
  if (ended.signal !== 'SIGKILL') {
    throw new Error(`the maker ended with ${ended.status ?? ended.signal}: ${ended.stderr}`)
  }
  const lines = ended.stdout.trimEnd().split('\n')
  return {
    points: lines.flatMap((line) => /^point \d+ (.*)$/.exec(line)?.slice(1, 2) ?? []),
    acknowledged: lines.flatMap((line) => {
      const [, number, digest] = /^acknowledged (\d+) (\S+)$/.exec(line) ?? []
      return number === undefined || digest === undefined ? [] : [[Number(number), digest] as const]
    }),
  }
}

/** Opens the folder as a next command would. Gives the number of snapshots in it. */
async function inspect(
  path: string,
  acknowledged: ReadonlyMap<number, string>,
  known: number,
): Promise<number> {
  const { folder, snapshots, files } = openSnapshots(path, silentLogger)
  try {
    const { outcome, faults } = await folder.metadata.ledger.verify()
    if (outcome !== 'intact') throw new Error(`the ledger is broken: ${faults.join(' ')}`)
    await (await files.stage()).discard()
    const left = readdirSync(join(path, 'blobs', 'incoming'))
    if (left.length > 0) throw new Error(`left staged: ${left.join(', ')}`)
    const views = (await snapshots.list('s')).toReversed()
    for (const [i, { number, digest }] of views.entries()) {
      if (number !== i + 1) throw new Error(`snapshot ${number} in place ${i + 1}`)
      if (i < known) continue
      const signal = new AbortController().signal
      const detail = await snapshots.get('s', digest)
      const found = await verifySnapshot(detail, { blobs: files, signal, onBytes: () => {} })
      if (found.length > 0) throw new Error(`snapshot ${number}: ${found.join('; ')}`)
    }
    for (const [number, digest] of acknowledged) {
      if (views[number - 1]?.digest !== digest) throw new Error(`lost: snapshot ${number}`)
    }
    return views.length
  } finally {
    folder.close()
  }
}
