import type { SnapshotDetail } from '@ratchet-ml/protocol'
import { isDigest } from '@ratchet-ml/scoring'
import { formatTable, shownInstant } from '../../../platform/cli-kit/table.ts'
import type { Command, CommandContext } from '../../../platform/cli-kit/types.ts'
import { counted } from '../../../platform/counted.ts'
import { Problem } from '../../../platform/problem.ts'
import { parseReference } from '../policy.ts'
import { shownBytes } from './shown-bytes.ts'

export const snapshotShowCommand: Command = {
  name: 'snapshot show',
  summary: 'Say what a snapshot is and how it came to be',
  positionals: [{ name: 'SNAPSHOT', help: 'NAME, NAME@N, NAME@sha256:…, or a digest' }],
  options: {},
  examples: ['ratchet snapshot show flights', 'ratchet snapshot show flights@2 --json'],
  run: async (context, input) => {
    const detail = await getSnapshot(context, input.positionals[0] ?? '')
    context.print(describe(detail), detail)
    return 0
  },
}

/** @throws Problem `snapshot-not-found` */
export async function getSnapshot(context: CommandContext, text: string): Promise<SnapshotDetail> {
  const client = await context.client()
  if (!isDigest(text)) {
    const { name, reference } = parseReference(text)
    return await client.snapshot(name, reference)
  }
  const found = (await client.snapshots()).find(({ digest }) => digest === text)
  if (found !== undefined) return await client.snapshot(found.snapshot, text)
  throw new Problem('snapshot-not-found', `There is no snapshot ${text}.`, {
    hint: 'ratchet snapshot list shows those that there are.',
  })
}

function describe({ snapshot, manifest, provenance }: SnapshotDetail): string {
  const { quality, sources, engine } = provenance
  const { range, parent } = snapshot
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['snapshot', `${snapshot.snapshot}@${snapshot.number}`],
    ['digest', snapshot.digest],
    ['content', snapshot.contentHash],
    ['rows', snapshot.rows.toLocaleString('en-US')],
    ['parts', `${snapshot.parts}, ${shownBytes(snapshot.bytes)}`],
    ['time', range && `${manifest.time?.column}: ${range.first} to ${range.last}`],
    ['as of', provenance.asOf],
    ['label', manifest.label],
    ['parent', parent],
    ['created', `${shownInstant(snapshot.createdAt)} UTC by ${snapshot.createdBy}`],
    ['from', `${provenance.asked.join(', ')} (${counted(sources.length, 'file')})`],
    ['made by', `release ${engine.release}, Parquet writer ${engine.parquetWriter}`],
    [
      'put aside',
      quality.quarantine && `${counted(quality.rowsQuarantined, 'row')}: ${quality.quarantine}`,
    ],
  ]
  const lines = facts.flatMap(([name, value]) =>
    value === undefined ? [] : `${name.padEnd(11)}${value}`,
  )
  const columns = manifest.columns.map(({ name, kind }) => {
    const missing = quality.missing[name]
    return [name, kind, missing === undefined ? '' : missing.toLocaleString('en-US')]
  })
  return [...lines, '', formatTable(['COLUMN', 'KIND', 'MISSING'], columns)].join('\n')
}
