import { setImmediate as turn } from 'node:timers/promises'
import type { RoutedVersion } from '@ratchet-ml/protocol'
import {
  BlockMemory,
  closeModel,
  copyRows,
  createMemoryPool,
  type LaidOutModel,
  type MemoryPool,
  openModel,
  type Scorer,
  scorerOf,
  verifyPackage,
} from '@ratchet-ml/scoring'
import { Problem } from '../../platform/problem.ts'
import { allocateLike } from '../engines/answer-columns.ts'
import type { StartGraphEngine } from '../engines/graph/start-graph-engine.ts'
import type { PackageOpener } from '../engines/package-opener.ts'
import type { RemoteEngine } from '../engines/remote-engine.ts'
import type { ProvenPackage } from '../engines/types.ts'
import { coldRows, warmScorer } from '../engines/warm-scorer.ts'
import type { Call } from '../predict/call.ts'
import { Scratch } from '../routes/scratch.ts'
import type { PackageSource } from '../types.ts'
import type { LoadedVersion } from './types.ts'
import { warmHotPath } from './warm-hot-path.ts'

const turnBudgetMs = 2
const warmTurnMs = 0.5
const mostRowsPerTurn = 1024
/** What warms a version up, and one like which there was another before: then the code is compiled. */
const cold = { rows: coldRows, requests: 300 } as const
const familiar = { rows: 200, requests: 30 } as const
/** Kinds of versions that are remembered. */
const mostKinds = 1000
/** Memories kept for the next version: as many as are let go while one is loaded. */
const mostIdleMemories = 2

export interface VersionLoaderOptions {
  readonly source: PackageSource
  readonly opener: PackageOpener
  readonly startEngine: StartGraphEngine
  /** Requests that a model has answered lately. */
  readonly recorded: (model: string) => readonly Call[]
  readonly monotonicMs: () => number
}

/**
 * A loader for the shelf: fetches the package, has its digest, its structure and its verification
 * rows checked in a thread, replays the rows once more on the execution that will serve, and warms
 * that up.
 */
export function createVersionLoader(options: VersionLoaderOptions) {
  const { source, opener } = options
  const shared = {
    pool: createMemoryPool(mostIdleMemories),
    memory: new Scratch(),
    blocks: new BlockMemory(),
    kinds: new Set<string>(),
  }
  return async (version: RoutedVersion, signal: AbortSignal): Promise<LoadedVersion> => {
    const opened = await opener.open(await source.fetch(version, signal), signal)
    if (opened.kind === 'kept') return remoteVersion(version, opened.engine)
    if (opened.kind === 'graph') {
      return remoteVersion(version, await options.startEngine(opened.files, signal))
    }
    checkDigest(version, opened.package.digest)
    return localVersion(version, opened.package, { ...options, ...shared }, signal)
  }
}

/** What loads have in common. */
interface Shared {
  readonly pool: MemoryPool
  readonly memory: Scratch
  readonly blocks: BlockMemory
  readonly kinds: Set<string>
}

async function localVersion(
  version: RoutedVersion,
  pkg: ProvenPackage,
  options: VersionLoaderOptions & Shared,
  signal: AbortSignal,
): Promise<LoadedVersion> {
  const { recorded, monotonicMs, pool, memory, blocks } = options
  await turn() // taking the package over from the thread was work enough for one
  const model = openModel(modelOf(pkg), pool)
  const scorer = scorerOf(model, pkg.contract, blocks)
  await turn()
  prove(pkg, scorer)
  const nextTurn = async () => {
    await turn()
    signal.throwIfAborted()
  }
  await nextTurn()
  const { rows, requests } = effortFor(pkg, options.kinds)
  const warmUp = { rows, monotonicMs, nextTurn, turnMs: warmTurnMs }
  const msPerRow = await warmScorer(scorer, pkg.verification, warmUp)
  const fitting = Math.floor(turnBudgetMs / Math.max(msPerRow, 1e-6))
  const loaded: LoadedVersion = {
    version,
    contract: pkg.contract,
    contractDigest: pkg.contractDigest,
    example: pkg.example,
    scorer,
    model,
    msPerRow,
    rowsPerTurn: Math.max(1, Math.min(mostRowsPerTurn, fitting)),
    prove: proverOf(pkg, scorer),
    close: () => closeModel(model, pool),
  }
  const lately = recorded(version.model)
  await warmHotPath(loaded, { recorded: lately, requests, memory, nextTurn })
  return loaded
}

/** Without the verification rows, which nobody needs once they were replayed. */
function modelOf({ program, coefficients, widths, layouts }: ProvenPackage): LaidOutModel {
  return { program, coefficients, widths, layouts }
}

/** Versions of the same contract with the same ops run the same code. */
function effortFor({ program, contractDigest }: ProvenPackage, kinds: Set<string>) {
  const kind = `${contractDigest} ${program.steps.map(({ op }) => op).join(' ')}`
  if (kinds.has(kind)) return familiar
  if (kinds.size < mostKinds) kinds.add(kind)
  return cold
}

/** A version that answers in a thread or process of its own, which has proven and warmed it. */
function remoteVersion(version: RoutedVersion, engine: RemoteEngine): LoadedVersion {
  const { digest, contract, contractDigest, example, shape, msPerRow } = engine.description
  try {
    checkDigest(version, digest)
  } catch (problem) {
    engine.close()
    throw problem
  }
  return {
    version,
    contract,
    contractDigest,
    example,
    scorer: {
      featureCount: shape.featureCount,
      allocate: (capacity) => allocateLike(shape, capacity),
      score: () => {
        throw new RangeError('The model does not answer in this thread.')
      },
    },
    engine,
    msPerRow,
    // Rows read and answers written between two turns: these cost microseconds each.
    rowsPerTurn: 128,
    prove: () => engine.prove(),
    close: () => engine.close(),
  }
}

function checkDigest(version: RoutedVersion, found: string): void {
  if (found === version.digest) return
  throw new Problem(
    'package-digest-mismatch',
    `${version.model}@${version.version} has the digest ${found}, expected ${version.digest}.`,
  )
}

function prove(pkg: ProvenPackage, scorer: Scorer): void {
  const { mismatches, firstMismatch } = verifyPackage(pkg, scorer)
  if (firstMismatch === undefined) return
  throw new Problem(
    'verification-failed',
    `${mismatches} verification rows differ on the execution that serves; row ${firstMismatch.row} gives ${firstMismatch.found}, expected ${firstMismatch.expected}.`,
  )
}

/** The answer given right after verification is what the version must go on giving, bit for bit. */
function proverOf(pkg: ProvenPackage, scorer: Scorer): () => boolean {
  // A copy: a part would keep all the rows in memory for as long as the version.
  const row = copyRows(pkg.verification.rows, 0, pkg.verification.featureCount)
  const room = scorer.allocate(1)
  scorer.score(row, 1, room)
  const expected = room.raw.slice(0, room.rawWidth)
  return () => {
    scorer.score(row, 1, room)
    return expected.every((margin, i) => Object.is(margin, room.raw[i]))
  }
}
