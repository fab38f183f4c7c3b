import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadPackage } from '@ratchet-ml/scoring'
import { silentLogger } from '../../platform/logger.ts'
import { openRegistry } from './open-registry.ts'

export interface KillReport {
  readonly kills: number
  readonly acknowledged: number
  readonly versions: number
  /** How often a process was killed right after this point, by its message. */
  readonly points: Readonly<Record<string, number>>
}

const pusher = fileURLToPath(import.meta.resolve('./push-until-killed.ts'))

/**
 * Kills a pushing process once for each entry of `kills`, after that many printed points, in one and
 * the same data folder. After each kill the folder must open, its ledger must verify, every
 * acknowledged version must be there and load, every version must be whole, and at most one push
 * may be there that was not acknowledged.
 *
 * @throws Error that names the round and what does not hold
 */
export async function killRounds(kills: readonly number[]): Promise<KillReport> {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-kill-'))
  const points: Record<string, number> = {}
  const acknowledged = new Map<number, string>()
  let versions = 0
  try {
    for (const [round, count] of kills.entries()) {
      const output = pushUntilKilled(join(folder, 'data'), round, count)
      const last = output.points.at(-1) ?? 'nothing'
      points[last] = (points[last] ?? 0) + 1
      for (const [version, digest] of output.acknowledged) acknowledged.set(version, digest)
      versions = await inspect(join(folder, 'data'), acknowledged, versions).catch((cause) => {
        throw new Error(`round ${round}, killed after ${count} points, at "${last}"`, { cause })
      })
    }
    return { kills: kills.length, acknowledged: acknowledged.size, versions, points }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Output {
  readonly points: readonly string[]
  readonly acknowledged: readonly (readonly [number, string])[]
}

function pushUntilKilled(path: string, round: number, points: number): Output {
  const first = String(round * 1_000 + 1)
  const args = ['--conditions=ratchet-source', pusher, path, first, String(points)]
  const ended = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000 })
  if (ended.signal !== 'SIGKILL') {
    throw new Error(`the pusher ended with ${ended.status ?? ended.signal}: ${ended.stderr}`)
  }
  const lines = ended.stdout.trimEnd().split('\n')
  return {
    points: lines.flatMap((line) => /^point \d+ (.*)$/.exec(line)?.slice(1, 2) ?? []),
    acknowledged: lines.flatMap((line) => {
      const [, version, digest] = /^acknowledged (\d+) (\S+)$/.exec(line) ?? []
      return version === undefined || digest === undefined ? [] : [[Number(version), digest]]
    }),
  }
}

/** Opens the folder as a next server would. Gives the number of versions in it. */
async function inspect(
  path: string,
  acknowledged: ReadonlyMap<number, string>,
  known: number,
): Promise<number> {
  const { folder, registry } = openRegistry(path, silentLogger)
  try {
    const { outcome, faults } = await folder.metadata.ledger.verify()
    if (outcome !== 'intact') throw new Error(`the ledger is broken: ${faults.join(' ')}`)
    const staged = readdirSync(join(path, 'blobs', 'staged'))
    if (staged.length > 0) throw new Error(`left staged: ${staged.join(', ')}`)
    const models = await registry.models()
    const versions = models.length === 0 ? [] : await registry.versions('m')
    for (const [i, { version, digest, provenance }] of versions.entries()) {
      if (version !== i + 1) throw new Error(`version ${version} in place ${i + 1}`)
      if (provenance.source === undefined) throw new Error(`version ${version} is half there`)
      if (i < known) continue
      const loaded = await loadPackage(await registry.package('m', digest))
      if (loaded.digest !== digest) throw new Error(`version ${version} loads as ${loaded.digest}`)
    }
    for (const [version, digest] of acknowledged) {
      if (versions[version - 1]?.digest !== digest) throw new Error(`lost: version ${version}`)
    }
    return versions.length
  } finally {
    folder.close()
  }
}
