import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { ContentHash, SnapshotPart, SnapshotSource } from '@ratchet-ml/protocol'
import { canonicalJson, type Digest } from '@ratchet-ml/scoring'
import { z } from 'zod'
import type { BlobFiles } from '../../../platform/blob-files.ts'
import type { MadeFile, SourceFile } from './request.ts'

/** A file as it was when its parts were made. */
const KnownFile = z.strictObject({
  /** Size, time of change in nanoseconds and inode. */
  state: z.string(),
  source: SnapshotSource,
  parts: z.array(z.strictObject({ part: SnapshotPart, contentHash: ContentHash })),
  rowsRead: z.int().nonnegative(),
  missing: z.record(z.string(), z.int().positive()),
  untimed: z.int().nonnegative(),
})
type KnownFile = z.infer<typeof KnownFile>

const KnownFiles = z.strictObject({
  ratchetKnownFiles: z.literal(1),
  /** Digest of everything but the files that decides their parts. */
  recipe: z.string(),
  files: z.record(z.string(), KnownFile),
})

/**
 * What is remembered of the files of the newest snapshot of a name, so that a file that was not
 * touched is neither read nor copied again. Nothing hangs on it: it may be removed at any time.
 */
export class KnownFileTable {
  readonly #recipe: string
  readonly #before: Readonly<Record<string, KnownFile>>
  readonly #after: Record<string, KnownFile> = {}

  /** @param text as `toString` gave it, if there is any */
  constructor(settings: unknown, text: string | undefined) {
    this.#recipe = createHash('sha256').update(canonicalJson(settings)).digest('hex')
    this.#before = parse(text, this.#recipe)
  }

  /** What was made of a file, if it has not changed since and its parts are kept. */
  async find(file: SourceFile, blobs: BlobFiles): Promise<MadeFile | undefined> {
    const known = this.#before[file.path]
    if (known === undefined || known.state !== (await stateOf(file.path))) return undefined
    for (const { part } of known.parts) {
      if ((await blobs.sizeOf(part.sha256 as Digest)) !== part.bytes) return undefined
    }
    const { parts, rowsRead, untimed } = known
    const source = { ...known.source, file: file.file, kept: 'unchanged' as const }
    const missing = new Map(Object.entries(known.missing))
    return { source, parts, rowsRead, missing, untimed, notYetRecorded: 0 }
  }

  /** @param state of the file before it was read */
  remember(file: SourceFile, state: string, made: MadeFile): void {
    const parts = made.parts.map(({ part, contentHash }) => ({ part, contentHash }))
    const { source, rowsRead, untimed } = made
    const missing = Object.fromEntries(made.missing)
    this.#after[file.path] = { state, source, parts, rowsRead, missing, untimed }
  }

  toString(): string {
    return JSON.stringify({ ratchetKnownFiles: 1, recipe: this.#recipe, files: this.#after })
  }
}

/** Size, time of change in nanoseconds and inode of a file. */
export async function stateOf(path: string): Promise<string> {
  const { size, mtimeNs, ino } = await stat(path, { bigint: true })
  return `${size} ${mtimeNs} ${ino}`
}

/**
 * Whether a file was changed so long ago that a later change must show in its time: clocks of file
 * systems are coarse.
 */
export async function isSettled(path: string, now: number): Promise<boolean> {
  const { mtimeNs } = await stat(path, { bigint: true })
  return BigInt(now) * 1000n - mtimeNs > 2_000_000_000n
}

/** What cannot be read, or was remembered for other settings, is as good as nothing. */
function parse(text: string | undefined, recipe: string): Readonly<Record<string, KnownFile>> {
  if (text === undefined) return {}
  try {
    const parsed = KnownFiles.parse(JSON.parse(text))
    return parsed.recipe === recipe ? parsed.files : {}
  } catch {
    return {}
  }
}
