import type { LeakFinding } from '@ratchet-ml/protocol'
import { counted, percent } from '../policy.ts'

/** Shares of missing values that are called rare, and always. */
const rarely = 0.05
const always = 0.95
/** Rows of a partition, or of a log, that are enough to say either. */
const fewestRows = 50

/** How often a feature is missing, as time goes on. */
export interface MissingOverTime {
  readonly feature: string
  readonly reference: { readonly name: string; readonly rows: number; readonly missing: number }
  /** Later partitions, oldest first. */
  readonly later: readonly {
    readonly partition: string
    readonly rows: number
    readonly missing: number
  }[]
}

export function judgeMissingLater({
  feature,
  reference,
  later,
}: MissingOverTime): LeakFinding | undefined {
  const before = reference.missing / reference.rows
  if (reference.rows < fewestRows || before > rarely) return undefined
  const enough = later.filter(({ rows }) => rows >= fewestRows)
  const isGone = ({ rows, missing }: { readonly rows: number; readonly missing: number }) =>
    missing / rows >= always
  const first = enough.find(isGone)
  if (first === undefined) return undefined
  const last = enough.at(-1)
  const isGoneStill = last !== undefined && isGone(last)
  const why = isGoneStill
    ? 'It is missing to the end, so what is told of rows that have it does not hold where the model is to be used: it may be filled in long after the event.'
    : 'Later it is there again.'
  return {
    check: 'missing-live',
    severity: isGoneStill ? 'leak' : 'suspicion',
    feature,
    partition: first.partition,
    says: `${feature} is missing in ${percent(before)} of the rows of ${reference.name}, and in ${percent(first.missing / first.rows)} of those of ${first.partition}. ${why}`,
  }
}

export function judgeMissingLive(
  feature: string,
  dataset: { readonly rows: number; readonly missing: number },
  live: { readonly rows: number; readonly missing: number },
): LeakFinding | undefined {
  if (dataset.rows < fewestRows || live.rows < fewestRows) return undefined
  const [here, there] = [dataset.missing / dataset.rows, live.missing / live.rows]
  if (here > rarely || there < always) return undefined
  return {
    check: 'missing-live',
    severity: 'leak',
    feature,
    says: `${feature} is missing in ${percent(here)} of the rows of the dataset, and in ${percent(there)} of ${counted(live.rows)} predictions that were made. The back-test tells of a model that has it; train without it, or see to it that callers send it.`,
  }
}
