import type { Digest } from '@ratchet-ml/scoring'
import type { StagedBlob } from '../../../platform/blob-files.ts'
import { openSource } from '../../formats/open-source.ts'
import { openParquet } from '../../formats/parquet/open-parquet.ts'
import type { ReadOptions, RowSource, SourceFault } from '../../formats/row-source.ts'
import { leftOut } from '../../quality/row-checker.ts'
import type { ColumnBatch } from '../../types.ts'
import { withoutRows } from '../../without-rows.ts'
import { judgeBatch } from './judge-batch.ts'
import { countMissing, Measure } from './measure.ts'
import { PartWriter } from './part-writer.ts'
import type { Recipe } from './recipe.ts'
import type { MadeFile, MadePart, SourceFile } from './request.ts'

/**
 * Makes the parts of one file. A Parquet file all of whose rows are kept becomes a part as it is;
 * its copy is what is checked, so that what was checked is what is kept. All other files are written
 * anew.
 *
 * @throws Problem `data-unreadable`, `file-changed`, `disk-full`
 */
export async function makeFile(file: SourceFile, recipe: Recipe): Promise<MadeFile> {
  const isRewritten = file.format !== 'parquet' || recipe.joiner !== undefined
  if (isRewritten) return await convert(file, recipe)
  // Opened first: a file that is cut off is refused before it is copied.
  await (await openParquet(file.path, file.file)).close()
  const { signal, onBytes } = recipe
  const { blob, digest } = await recipe.blobs.stageCopy(file.path, { signal, onBytes })
  try {
    const source = await openParquet(blob.path, file.file)
    const looked = await lookAt(source, file, recipe).finally(() => source.close())
    if (looked.masks.size === 0) return copied(file, blob, digest, looked)
    const made = await rewrite(file, blob.path, recipe, looked)
    await blob.discard()
    return made
  } catch (cause) {
    await blob.discard()
    throw cause
  }
}

/** Counts of a file; those of missing values and times are over the rows that are kept. */
class Counts {
  rowsRead = 0
  untimed = 0
  notYetRecorded = 0
  readonly missing = new Map<string, number>()

  /** @param rows what is kept of the batch */
  add(batch: ColumnBatch, rows: ColumnBatch, mask: Uint8Array | undefined, recipe: Recipe): void {
    this.rowsRead += batch.count
    if (mask !== undefined) for (const mark of mask) if (mark === leftOut) this.notYetRecorded += 1
    countMissing(rows, this.missing)
    const time = recipe.timeColumn === undefined ? undefined : rows.columns.get(recipe.timeColumn)
    if (time?.kind !== 'timestamp') return
    for (const value of time.values) if (Number.isNaN(value)) this.untimed += 1
  }
}

interface Looked {
  readonly counts: Counts
  readonly measure: Measure
  /** Of batches that lose rows, by their number. */
  readonly masks: ReadonlyMap<number, Uint8Array>
}

async function lookAt(source: RowSource, file: SourceFile, recipe: Recipe): Promise<Looked> {
  const counts = new Counts()
  const measure = new Measure(recipe.hasher, recipe.timeColumn)
  const masks = new Map<number, Uint8Array>()
  const bytesOfRow = file.bytes / Math.max(1, source.rowCount ?? 1)
  let index = 0
  for await (const batch of source.batches(toReadOptions(recipe))) {
    const mask = judgeBatch(batch, { file: file.file, firstRow: counts.rowsRead + 1 }, recipe)
    if (mask !== undefined) masks.set(index, mask)
    index += 1
    const rows = mask === undefined ? batch : withoutRows(batch, mask)
    counts.add(batch, rows, mask, recipe)
    if (masks.size === 0) measure.add(rows)
    recipe.onBytes(batch.count * bytesOfRow)
    await recipe.flushTally()
  }
  return { counts, measure, masks }
}

function copied(
  file: SourceFile,
  blob: StagedBlob,
  sha256: Digest,
  { counts, measure }: Looked,
): MadeFile {
  const { rows, time, contentHash } = measure
  const part = { sha256, bytes: blob.bytes, rows, ...(time && { time }) }
  return toMade(file, 'copied', [{ part, contentHash, blob }], counts)
}

/** Writes the rows that are kept; the copy is read again, which nobody else can change. */
async function rewrite(
  file: SourceFile,
  path: string,
  recipe: Recipe,
  { counts, masks }: Looked,
): Promise<MadeFile> {
  const source = await openParquet(path, file.file)
  const writer = new PartWriter(recipe)
  try {
    let index = 0
    for await (const batch of source.batches(toReadOptions(recipe))) {
      const mask = masks.get(index++)
      await writer.write(mask === undefined ? batch : withoutRows(batch, mask))
    }
    return toMade(file, 'converted', await writer.finish(), counts)
  } catch (cause) {
    await writer.discard()
    throw cause
  } finally {
    await source.close()
  }
}

async function convert(file: SourceFile, recipe: Recipe): Promise<MadeFile> {
  const source = await openSource(file.path, file.file, { dialect: recipe.dialect })
  const writer = new PartWriter(recipe)
  const counts = new Counts()
  const onFault = ({ line, column, rule, found, expected }: SourceFault) => {
    counts.rowsRead += 1
    const place = { file: file.file, row: line, ...(column !== undefined && { column }) }
    recipe.tally.add({ ...place, rule, found, expected }, true)
  }
  try {
    for await (const read of source.batches({ ...toReadOptions(recipe), onFault })) {
      const batch = recipe.joiner?.join(read) ?? read
      const places = { file: file.file, firstRow: counts.rowsRead + 1 }
      const mask = judgeBatch(
        batch,
        batch.lines === undefined ? places : { ...places, lines: batch.lines },
        recipe,
      )
      const rows = mask === undefined ? batch : withoutRows(batch, mask)
      counts.add(batch, rows, mask, recipe)
      await writer.write(rows)
      await recipe.flushTally()
    }
    await recipe.flushTally()
    const made = toMade(file, 'converted', await writer.finish(), counts)
    const { dialect } = source
    return dialect === undefined ? made : { ...made, source: { ...made.source, dialect } }
  } catch (cause) {
    await writer.discard()
    throw cause
  } finally {
    await source.close()
  }
}

function toReadOptions({ read, known, zone, signal, onBytes }: Recipe): ReadOptions {
  return { columns: read.map(({ name }) => name), kinds: known, zone, signal, onBytes }
}

function toMade(
  { file, format, bytes }: SourceFile,
  how: 'copied' | 'converted',
  parts: readonly MadePart[],
  { rowsRead, missing, untimed, notYetRecorded }: Counts,
): MadeFile {
  const digests = parts.map(({ part }) => part.sha256)
  const source = { file, format, bytes, kept: how, parts: digests }
  return { source, parts, rowsRead, missing, untimed, notYetRecorded }
}
