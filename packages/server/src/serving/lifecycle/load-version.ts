import { setImmediate as turn } from 'node:timers/promises'
import type { RoutedVersion } from '@ratchet-ml/protocol'
import {
  type Contract,
  canonicalJson,
  createScorer,
  type Digest,
  featuresOf,
  loadPackage,
  type Package,
  type Scorer,
  sha256,
  verifyPackage,
} from '@ratchet-ml/scoring'
import { Problem } from '../../platform/problem.ts'
import type { PackageSource } from '../types.ts'
import type { LoadedVersion } from './types.ts'

const warmRows = 2000
const turnBudgetMs = 2
const mostRowsPerTurn = 1024

/**
 * A loader for the shelf: fetches the package, checks its digest and structure, replays its
 * verification rows on the execution that will serve, and warms that up.
 */
export function createVersionLoader(source: PackageSource, monotonicMs: () => number) {
  return async (version: RoutedVersion, signal: AbortSignal): Promise<LoadedVersion> => {
    const pkg = await loadPackage(await source.fetch(version, signal))
    if (pkg.digest !== version.digest) throw otherDigest(version, pkg.digest)
    const scorer = createScorer(pkg.program, pkg.coefficients, pkg.contract)
    prove(pkg, scorer)
    const rowsPerTurn = await warm(pkg, scorer, monotonicMs, signal)
    return {
      version,
      contract: pkg.contract,
      contractDigest: await digestOfContract(pkg.contract),
      scorer,
      rowsPerTurn,
      prove: proverOf(pkg, scorer),
    }
  }
}

/** Digest of a contract's canonical form: that of contract.json in a package. */
export function digestOfContract(contract: Contract): Promise<Digest> {
  return sha256(new TextEncoder().encode(canonicalJson(contract)))
}

function otherDigest(version: RoutedVersion, found: string): Problem {
  return new Problem(
    'package-digest-mismatch',
    `${version.model}@${version.version} has the digest ${found}, expected ${version.digest}.`,
  )
}

function prove(pkg: Package, scorer: Scorer): void {
  const { mismatches, firstMismatch } = verifyPackage(pkg, scorer)
  if (firstMismatch === undefined) return
  throw new Problem(
    'verification-failed',
    `${mismatches} verification rows differ on the execution that serves; row ${firstMismatch.row} gives ${firstMismatch.found}, expected ${firstMismatch.expected}.`,
  )
}

/** Answers verification rows one by one until the engine has compiled them; measures as it goes. */
async function warm(
  pkg: Package,
  scorer: Scorer,
  monotonicMs: () => number,
  signal: AbortSignal,
): Promise<number> {
  const width = featuresOf(pkg.contract).length
  const { rows, kinds } = pkg.verification
  const room = scorer.allocate(1)
  let fastestMs = Number.POSITIVE_INFINITY
  for (let done = 0; done < warmRows && kinds.length > 0; done += kinds.length) {
    signal.throwIfAborted()
    const start = monotonicMs()
    for (let i = 0; i < kinds.length; i++) scorer.score(rows.subarray(i * width), 1, room)
    const spent = monotonicMs() - start
    fastestMs = Math.min(fastestMs, spent / kinds.length)
    if (spent * (warmRows / kinds.length) > 2000) break
    await turn()
  }
  const fitting = Math.floor(turnBudgetMs / Math.max(fastestMs, 1e-6))
  return Math.max(1, Math.min(mostRowsPerTurn, fitting))
}

/** The answer given right after verification is what the version must go on giving, bit for bit. */
function proverOf(pkg: Package, scorer: Scorer): () => boolean {
  const row = pkg.verification.rows.subarray(0, pkg.verification.featureCount)
  const room = scorer.allocate(1)
  scorer.score(row, 1, room)
  const expected = room.raw.slice(0, room.rawWidth)
  return () => {
    scorer.score(row, 1, room)
    return expected.every((margin, i) => Object.is(margin, room.raw[i]))
  }
}
