import { setTexts } from '../rows/row-texts.ts'
import type { Scored, Scorer } from '../scorer-types.ts'
import type { PoolBatch } from './types.ts'

/** Rows that a thread takes at a time: whole blocks of the kernels, and little to wait for at the end. */
const partRows = 512

/** Takes parts of a batch and scores them until none is left. */
export function scoreParts(scorer: Scorer, { rows, texts, count, into, next }: PoolBatch): void {
  setTexts(rows, texts)
  for (;;) {
    const first = Atomics.add(next, 0, partRows)
    if (first >= count) return
    const some = Math.min(partRows, count - first)
    scorer.score(rows.subarray(first * scorer.featureCount), some, from(into, first))
  }
}

/** The room for answers from a row on. */
function from({ rawWidth, raw, probability, classes, label, value, targets }: Scored, row: number) {
  return {
    count: 0,
    rawWidth,
    raw: raw.subarray(row * rawWidth),
    ...(probability && classes && { probability: probability.subarray(row * classes), classes }),
    ...(label && { label: label.subarray(row) }),
    ...(value && targets && { value: value.subarray(row * targets), targets }),
  }
}
