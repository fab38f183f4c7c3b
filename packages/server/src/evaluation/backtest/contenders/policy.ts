import type { Counted } from '@ratchet-ml/protocol'
import type { PartitionRef, TimeSpan } from '../types.ts'

/** What is known of the data that a version was trained on, in microseconds. */
export type Training =
  | { readonly kind: 'span'; readonly span: TimeSpan }
  | { readonly kind: 'all' | 'elsewhere' | 'unknown' }

/**
 * Whether the rows of a partition are evidence about a version. Rows it was trained on never are: a
 * partition that its training reaches into is not counted as a whole. Nor are rows of which nobody
 * knows.
 */
export function countVersion({ span, isTrainedOn }: PartitionRef, training: Training): Counted {
  switch (training.kind) {
    case 'elsewhere':
      return { kind: 'evidence' }
    case 'all':
      return { kind: 'trained-on' }
    case 'unknown':
      return { kind: 'training-unknown' }
    case 'span':
      if (isTrainedOn === false) return { kind: 'evidence' }
      if (span === undefined) return { kind: 'training-unknown' }
      return { kind: overlaps(span, training.span) ? 'trained-on' : 'evidence' }
  }
}

export function overlaps(a: TimeSpan, b: TimeSpan): boolean {
  return a.from < b.until && b.from < a.until
}
