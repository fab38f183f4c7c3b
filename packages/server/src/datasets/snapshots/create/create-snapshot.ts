import type {
  NewSnapshot,
  QualityReport,
  SnapshotManifest,
  SnapshotProvenance,
} from '@ratchet-ml/protocol'
import type { Digest } from '@ratchet-ml/scoring'
import type { StagedBlob } from '../../../platform/blob-files.ts'
import { micros, toRfc3339 } from '../../../platform/clock.ts'
import { parquetWriterVersion } from '../../formats/parquet/write-parquet.ts'
import type { Tally } from '../../quality/tally.ts'
import { ContentSum } from '../content-hash.ts'
import { inOrder, rangeOf } from '../policy.ts'
import { checkFresh, checkShare } from './check-whole.ts'
import { isSettled, KnownFileTable, stateOf } from './known-files.ts'
import { makeFile } from './make-file.ts'
import { type Prepared, prepareRecipe } from './prepare-recipe.ts'
import type { MadeFile, SnapshotRequest, SnapshotWorld, SourceFile } from './request.ts'
import { unchangedIds } from './unchanged-ids.ts'

/** A snapshot whose parts are staged. */
export interface Made {
  readonly snapshot: NewSnapshot
  readonly staged: readonly StagedBlob[]
  readonly tally: Tally
  /** Columns that are in the files and not in the schema, as they cannot be read. */
  readonly unreadable: readonly string[]
  /** To be remembered under the name once the snapshot is recorded. */
  readonly known: string
}

/** A Parquet file is copied and then looked at. */
export function bytesOfWork(files: readonly SourceFile[]): number {
  return files.reduce((sum, file) => sum + file.bytes * (file.format === 'parquet' ? 2 : 1), 0)
}

/**
 * Makes everything of a snapshot but its record: nothing that it staged has a name yet, and what is
 * refused leaves nothing behind.
 *
 * @throws Problem `data-unreadable`, `data-column-missing`, `snapshot-refused`, `file-changed`,
 * `disk-full`
 */
export async function makeSnapshot(request: SnapshotRequest, world: SnapshotWorld): Promise<Made> {
  const prepared = await prepareRecipe(request, world)
  const staged: StagedBlob[] = []
  try {
    const known = new KnownFileTable(prepared.settings, await recall(request, world))
    const files: MadeFile[] = []
    for (const file of request.files) {
      const made = await makeOrRecall(file, request, prepared, known, world)
      staged.push(...made.parts.flatMap(({ blob }) => blob ?? []))
      files.push(made)
    }
    return await gather(request, prepared, { files, staged, known: known.toString() }, world)
  } catch (cause) {
    for (const blob of staged) await blob.discard()
    await prepared.quarantine.discard()
    throw cause
  }
}

async function recall({ name, rehash }: SnapshotRequest, { blobs }: SnapshotWorld) {
  return rehash ? undefined : await blobs.recall(`snapshot ${name}`)
}

async function makeOrRecall(
  file: SourceFile,
  request: SnapshotRequest,
  { recipe }: Prepared,
  table: KnownFileTable,
  { blobs, clock, onBytes }: SnapshotWorld,
): Promise<MadeFile> {
  const state = await stateOf(file.path)
  const found = recipe.joiner === undefined ? await table.find(file, blobs) : undefined
  if (found !== undefined && (await unchangedIds(found, recipe))) {
    table.remember(file, state, found)
    onBytes(bytesOfWork([file]))
    return found
  }
  const bad = recipe.tally.bad
  const made = await makeFile(file, recipe)
  const isClean =
    recipe.tally.bad === bad && request.asOf === undefined && recipe.joiner === undefined
  if (isClean && (await isSettled(file.path, clock.now()))) table.remember(file, state, made)
  return made
}

async function gather(
  request: SnapshotRequest,
  prepared: Prepared,
  { files, staged, known }: { files: readonly MadeFile[]; staged: StagedBlob[]; known: string },
  world: SnapshotWorld,
): Promise<Made> {
  const { tally } = prepared.recipe
  const rowsRead = files.reduce((sum, file) => sum + file.rowsRead, 0)
  checkShare(tally, rowsRead, request.mostBad)
  const manifest = toManifest(request, prepared, files)
  if (request.freshWithinMs !== undefined) {
    checkFresh(manifest.range, request.freshWithinMs, world.clock.now())
  }
  const quarantine = await prepared.quarantine.finish()
  if (quarantine !== undefined) staged.push(quarantine.blob)
  const quality = toReport(request, prepared, files, quarantine?.digest)
  const contentHash = new ContentSum()
  for (const { parts } of files) for (const part of parts) contentHash.addHash(part.contentHash)
  const snapshot: NewSnapshot = {
    manifest,
    contentHash: contentHash.toString(),
    provenance: toProvenance(request, prepared, files, quality, world.release),
    reason: request.reason,
  }
  return { snapshot, staged, tally, unreadable: prepared.unreadable, known }
}

function toManifest(
  { time, derive, label }: SnapshotRequest,
  { recipe }: Prepared,
  files: readonly MadeFile[],
): SnapshotManifest {
  const parts = inOrder(files.flatMap((file) => file.parts.map(({ part }) => part)))
  const range = rangeOf(parts.map((part) => part.time))
  return {
    ratchetSnapshot: 1,
    columns: recipe.columns.map(({ name, kind }) => ({ name, kind })),
    ...(time && { time: { ...time } }),
    ...(derive && Object.keys(derive).length > 0 && { derive: { ...derive } }),
    ...(label !== undefined && { label }),
    parts: [...parts],
    rows: parts.reduce((sum, part) => sum + part.rows, 0),
    ...(range && { range }),
  }
}

function toReport(
  { mostBad, contract }: SnapshotRequest,
  { recipe: { tally } }: Prepared,
  files: readonly MadeFile[],
  quarantine: Digest | undefined,
): QualityReport {
  const sum = (of: (file: MadeFile) => number) => files.reduce((total, file) => total + of(file), 0)
  const missing = new Map<string, number>()
  for (const file of files) {
    for (const [name, count] of file.missing) missing.set(name, (missing.get(name) ?? 0) + count)
  }
  const untimed = sum((file) => file.untimed)
  const notYetRecorded = sum((file) => file.notYetRecorded)
  return {
    rowsRead: sum((file) => file.rowsRead),
    rowsKept: sum(({ parts }) => parts.reduce((total, { part }) => total + part.rows, 0)),
    rowsQuarantined: tally.bad,
    mostBad,
    counts: [...tally.counts],
    ...(quarantine && { quarantine }),
    missing: Object.fromEntries(missing),
    ...(untimed > 0 && { untimed }),
    ...(notYetRecorded > 0 && { notYetRecorded }),
    ...(contract && { contract: { name: contract.name, digest: contract.digest } }),
  }
}

function toProvenance(
  request: SnapshotRequest,
  { features }: Prepared,
  files: readonly MadeFile[],
  quality: QualityReport,
  release: string,
): SnapshotProvenance {
  const { asked, asOf } = request
  return {
    ratchetSnapshotProvenance: 1,
    asked: [...asked],
    sources: files.map(({ source }) => source),
    ...(asOf && { asOf: toRfc3339(micros(asOf.time)) }),
    ...(features && { features: features.describe() }),
    engine: { release, parquetWriter: parquetWriterVersion },
    quality,
  }
}
