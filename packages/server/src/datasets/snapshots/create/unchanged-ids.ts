import { openParquet } from '../../formats/parquet/open-parquet.ts'
import type { ColumnBatch } from '../../types.ts'
import type { Recipe } from './recipe.ts'
import type { MadeFile } from './request.ts'

/**
 * Adds the ids of a file that was not touched to those seen. False, and nothing is added, when one
 * of them was there before: then the file must be made anew.
 */
export async function unchangedIds(made: MadeFile, recipe: Recipe): Promise<boolean> {
  const { id } = recipe
  if (id === undefined) return true
  for await (const { count, first, second } of hashes(made, recipe, id)) {
    for (let row = 0; row < count; row++) {
      if (id.seen.has(first[row] as number, second[row] as number)) return false
    }
  }
  for await (const { count, first, second } of hashes(made, recipe, id)) {
    for (let row = 0; row < count; row++) id.seen.add(first[row] as number, second[row] as number)
  }
  return true
}

async function* hashes(
  { parts }: MadeFile,
  { blobs, zone, signal }: Recipe,
  { column, hasher }: NonNullable<Recipe['id']>,
) {
  for (const { part } of parts) {
    const source = await openParquet(blobs.pathOf(part.sha256), part.sha256)
    try {
      const batches: AsyncIterable<ColumnBatch> = source.batches({
        columns: [column],
        zone,
        signal,
      })
      for await (const batch of batches) yield hasher.hash(batch)
    } finally {
      await source.close()
    }
  }
}
