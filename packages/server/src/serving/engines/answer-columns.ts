import type { Scored, Scorer } from '@ratchet-ml/scoring'
import type { AnswerColumns, AnswerShape } from './types.ts'

/** How wide a scorer's answers are. */
export function shapeOf(scorer: Pick<Scorer, 'allocate' | 'featureCount'>): AnswerShape {
  const { rawWidth, classes, targets, label } = scorer.allocate(1)
  return {
    ...{ featureCount: scorer.featureCount, rawWidth, hasLabel: label !== undefined },
    ...(classes === undefined ? {} : { classes }),
    ...(targets === undefined ? {} : { targets }),
  }
}

/** Room for the answers of up to `capacity` rows, as a scorer of this shape would make it. */
export function allocateLike(shape: AnswerShape, capacity: number): Scored {
  const { rawWidth, classes, targets, hasLabel } = shape
  return {
    count: 0,
    rawWidth,
    raw: new Float64Array(capacity * rawWidth),
    ...(classes === undefined
      ? {}
      : { classes, probability: new Float64Array(capacity * classes) }),
    ...(targets === undefined ? {} : { targets, value: new Float64Array(capacity * targets) }),
    ...(hasLabel ? { label: new Int32Array(capacity) } : {}),
  }
}

/** The columns of `scored`, which must own their memory; it goes to whoever they are sent to. */
export function columnsOf(scored: Scored): { columns: AnswerColumns; memory: ArrayBuffer[] } {
  const { raw, probability, value, label } = scored
  // Made by `allocate`, which takes ordinary memory.
  const columns = {
    raw,
    ...(probability === undefined ? {} : { probability }),
    ...(value === undefined ? {} : { value }),
    ...(label === undefined ? {} : { label }),
  } as AnswerColumns
  return { columns, memory: Object.values(columns).map((column) => column.buffer) }
}

/** Writes columns into room for more rows, from row `first` on. */
export function putColumns(into: Scored, columns: AnswerColumns, first: number): void {
  const { raw, probability, value, label } = columns
  into.raw.set(raw, first * into.rawWidth)
  if (probability) into.probability?.set(probability, first * (into.classes ?? 0))
  if (value) into.value?.set(value, first * (into.targets ?? 0))
  if (label) into.label?.set(label, first)
}

/** A block of answers out of columns that hold `count` rows, from row `first` on. */
export function scoredOf(
  shape: AnswerShape,
  { raw, probability, value, label }: AnswerColumns,
  first: number,
  count: number,
): Scored {
  const { rawWidth, classes, targets } = shape
  const part = (column: Float64Array, width: number) =>
    column.subarray(first * width, (first + count) * width)
  return {
    ...{ count, rawWidth, raw: part(raw, rawWidth) },
    ...(probability && classes !== undefined
      ? { classes, probability: part(probability, classes) }
      : {}),
    ...(value && targets !== undefined ? { targets, value: part(value, targets) } : {}),
    ...(label ? { label: label.subarray(first, first + count) } : {}),
  }
}
