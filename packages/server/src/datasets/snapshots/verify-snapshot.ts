import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { SnapshotDetail, SnapshotPart } from '@ratchet-ml/protocol'
import { canonicalJson, type Digest } from '@ratchet-ml/scoring'
import type { BlobFiles } from '../../platform/blob-files.ts'
import { Problem } from '../../platform/problem.ts'
import { openParquet } from '../formats/parquet/open-parquet.ts'
import { ContentSum } from './content-hash.ts'
import { Measure } from './create/measure.ts'
import { RowHasher } from './row-hash.ts'

export interface VerifyOptions {
  readonly blobs: BlobFiles
  readonly signal: AbortSignal
  readonly onBytes: (bytes: number) => void
}

/**
 * What of a snapshot is not as its manifest says: each part's bytes, rows, times and columns, and the
 * hash of all rows. Empty when everything is.
 */
export async function verifySnapshot(
  { snapshot, manifest }: SnapshotDetail,
  options: VerifyOptions,
): Promise<readonly string[]> {
  const faults: string[] = []
  const digest = digestOf(new TextEncoder().encode(canonicalJson(manifest)))
  if (digest !== snapshot.digest) {
    faults.push(`the manifest has the digest ${digest}; recorded is ${snapshot.digest}`)
  }
  const hasher = new RowHasher(manifest.columns)
  const sum = new ContentSum()
  for (const [index, part] of manifest.parts.entries()) {
    const found = await verifyPart(part, manifest, hasher, options)
    for (const fault of found.faults) {
      faults.push(`part ${index + 1} of ${manifest.parts.length}, ${part.sha256}: ${fault}`)
    }
    if (found.contentHash !== undefined) sum.addHash(found.contentHash)
  }
  if (faults.length === 0 && sum.toString() !== snapshot.contentHash) {
    faults.push(`the rows have the content hash ${sum}; recorded is ${snapshot.contentHash}`)
  }
  return faults
}

interface VerifiedPart {
  readonly faults: readonly string[]
  readonly contentHash?: string
}

async function verifyPart(
  part: SnapshotPart,
  manifest: SnapshotDetail['manifest'],
  hasher: RowHasher,
  options: VerifyOptions,
): Promise<VerifiedPart> {
  const { blobs } = options
  const size = await blobs.sizeOf(part.sha256)
  if (size === undefined) return { faults: ['it is gone'] }
  const digest = await hashFile(blobs.pathOf(part.sha256), options)
  if (digest !== part.sha256) return { faults: [`its ${size} bytes have the digest ${digest}`] }
  try {
    return await verifyRows(part, manifest, hasher, options)
  } catch (problem) {
    if (problem instanceof Problem) return { faults: [problem.message] }
    throw problem
  }
}

async function verifyRows(
  part: SnapshotPart,
  manifest: SnapshotDetail['manifest'],
  hasher: RowHasher,
  { blobs, signal }: VerifyOptions,
): Promise<VerifiedPart> {
  const source = await openParquet(blobs.pathOf(part.sha256), part.sha256)
  try {
    const wrong = manifest.columns.filter(
      ({ name, kind }) => source.columns.find((column) => column.name === name)?.kind !== kind,
    )
    if (wrong.length > 0) {
      return { faults: wrong.map(({ name, kind }) => `it has no column ${name} of kind ${kind}`) }
    }
    const measure = new Measure(hasher, manifest.time?.column)
    const columns = manifest.columns.map(({ name }) => name)
    const zone = manifest.time?.zone ?? 'UTC'
    for await (const batch of source.batches({ columns, zone, signal })) measure.add(batch)
    return { faults: differences(part, measure), contentHash: measure.contentHash }
  } finally {
    await source.close()
  }
}

function differences(part: SnapshotPart, measure: Measure): readonly string[] {
  const faults: string[] = []
  if (measure.rows !== part.rows) faults.push(`it has ${measure.rows} rows, not ${part.rows}`)
  const [found, expected] = [measure.time, part.time]
  if (found?.first !== expected?.first || found?.last !== expected?.last) {
    const words = (range: typeof found) => (range ? `${range.first} to ${range.last}` : 'no times')
    faults.push(`its rows are of ${words(found)}, not of ${words(expected)}`)
  }
  return faults
}

function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

async function hashFile(path: string, { signal, onBytes }: VerifyOptions): Promise<Digest> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 4 << 20, signal })) {
    hash.update(chunk as Uint8Array) // no encoding is set: bytes
    onBytes((chunk as Uint8Array).length)
  }
  return `sha256:${hash.digest('hex')}`
}
