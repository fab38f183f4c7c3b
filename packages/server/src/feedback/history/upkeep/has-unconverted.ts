import { segmentsToConvert } from '../policy.ts'
import type { HistoryStore, SegmentSource } from '../store.ts'
import type { Segment } from '../types.ts'

/** Whether anything was sealed that is in no table yet: a look at the names of a few folders. */
export async function hasUnconverted(
  store: Pick<HistoryStore, 'manifest'>,
  segments: Pick<SegmentSource, 'endpoints' | 'list'>,
  outcomeSegments: () => Promise<readonly Segment[]>,
): Promise<boolean> {
  for (const endpoint of await segments.endpoints()) {
    const manifest = await store.manifest({ kind: 'predictions', endpoint })
    if (segmentsToConvert(await segments.list(endpoint), manifest).length > 0) return true
  }
  const manifest = await store.manifest({ kind: 'outcomes' })
  return segmentsToConvert(await outcomeSegments(), manifest).length > 0
}
