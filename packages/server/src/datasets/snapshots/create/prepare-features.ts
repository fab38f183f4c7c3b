import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { SnapshotProvenance } from '@ratchet-ml/protocol'
import type { Digest } from '@ratchet-ml/scoring'
import { Problem } from '../../../platform/problem.ts'
import { openSource } from '../../formats/open-source.ts'
import { FeatureTable } from '../../point-in-time/feature-table.ts'
import { FeatureJoiner } from '../../point-in-time/join-features.ts'
import { columnMissing } from '../../problems.ts'
import type { AgreedColumn, SnapshotRequest } from './request.ts'

export interface PreparedFeatures {
  readonly joiner: FeatureJoiner
  /** What is told of the join when it is done. */
  describe(): NonNullable<SnapshotProvenance['features']>
}

/**
 * Reads the table of features that is joined to the rows, if one is asked for.
 * @throws Problem `usage`, `data-column-missing`, `data-unreadable`, `snapshot-refused`
 */
export async function prepareFeatures(
  { features, time, asOf, dialect }: SnapshotRequest,
  columns: readonly AgreedColumn[],
  zone: string,
  signal: AbortSignal,
): Promise<PreparedFeatures | undefined> {
  if (features === undefined) return undefined
  if (time === undefined) {
    throw new Problem(
      'usage',
      'Features are joined by the event time of the rows: name it with --time.',
    )
  }
  const names = columns.map(({ name }) => name)
  if (!names.includes(features.unit)) throw columnMissing('The files', features.unit, names)
  const sha256 = await hashFile(features.path, signal)
  const source = await openSource(features.path, features.file, { dialect })
  try {
    const table = await FeatureTable.read(source, features, zone, signal)
    const known = asOf === undefined ? {} : { asOf: asOf.time }
    const joiner = new FeatureJoiner(table, { on: features.unit, time: time.column, ...known })
    joiner.checkNames(names)
    const { file, unit, time: column, recorded } = features
    const describe = () => ({
      ...{ file, sha256, on: unit, time: column, ...(recorded !== undefined && { recorded }) },
      ...{ rowsJoined: joiner.joined, rowsWithout: joiner.without },
    })
    return { joiner, describe }
  } finally {
    await source.close()
  }
}

async function hashFile(path: string, signal: AbortSignal): Promise<Digest> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
    hash.update(chunk as Uint8Array) // no encoding is set: bytes
  }
  return `sha256:${hash.digest('hex')}`
}
