import type { PartitionRef, TimeSpan } from '../types.ts'

/** When a recipe makes models, and from how much of the past. */
export interface Schedule {
  /** Before every so many partitions; `never`: once, before the first that has a past. */
  readonly every: number | 'never'
  /** Microseconds, or so many partitions; absent: all of the past (an expanding origin). */
  readonly window?: number | { readonly partitions: number }
  /** Partitions that must be past before the first model; absent: any rows. */
  readonly after?: number
  /** How long a label takes, microseconds: nothing younger is learned from. */
  readonly gap: number
}

/** A model that a schedule makes: before which partition, from which event times. */
export interface Refit extends TimeSpan {
  readonly partition: string
}

/**
 * The models that a schedule makes, in order of time: the first before the first partition that has a
 * past, then before every k-th from there. Each learns from the event times that ended the gap before
 * its partition begins, and no further back than its window. With the partitions as steps these are
 * the folds of skforecast's TimeSeriesFold: `every` is `refit`, `after` is `initial_train_size`, and a
 * window of as many partitions is `fixed_train_size`.
 *
 * @param partitions those without a span are left out
 * @param firstTime event time of the first labelled row; nothing is past before it
 */
export function refitsOf(
  partitions: readonly PartitionRef[],
  { every, window, after, gap }: Schedule,
  firstTime: number,
): readonly Refit[] {
  const ordered = inOrderOfTime(partitions)
  const enough = after === undefined ? firstTime + 1 : ordered[after - 1]?.span.until
  if (enough === undefined) return []
  const first = ordered.findIndex(({ span }) => enough <= span.from - gap)
  if (first < 0) return []
  return ordered.flatMap(({ name, span }, i) => {
    const isDue = every === 'never' ? i === first : i >= first && (i - first) % every === 0
    if (!isDue) return []
    const from = Math.max(firstTime, startOf(ordered, i, window, gap))
    return [{ partition: name, from, until: span.from - gap }]
  })
}

/** The refits whose training ended at least the gap before a partition begins, the newest first. */
export function usableRefits<T extends Pick<Refit, 'until'>>(
  { span }: PartitionRef,
  refits: readonly T[],
  gap: number,
): readonly T[] {
  if (span === undefined) return []
  return refits.filter(({ until }) => until + gap <= span.from).sort((a, b) => b.until - a.until)
}

interface Timed {
  readonly name: string
  readonly span: TimeSpan
}

/** Partitions of time from the first to the last. */
export function inOrderOfTime(partitions: readonly PartitionRef[]): readonly Timed[] {
  return partitions
    .flatMap(({ name, span }) => (span === undefined ? [] : [{ name, span }]))
    .sort((a, b) => a.span.from - b.span.from || a.span.until - b.span.until)
}

function startOf(
  ordered: readonly Timed[],
  place: number,
  window: Schedule['window'],
  gap: number,
): number {
  const begin = ordered[place]?.span.from
  if (window === undefined || begin === undefined) return Number.NEGATIVE_INFINITY
  if (typeof window === 'number') return begin - gap - window
  const first = ordered[place - window.partitions]
  return first === undefined ? Number.NEGATIVE_INFINITY : first.span.from - gap
}
