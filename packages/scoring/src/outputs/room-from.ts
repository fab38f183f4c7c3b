import type { Scored } from '../scorer-types.ts'

/** The room for answers from a row on, in the same memory. */
export function roomFrom(all: Scored, first: number): Scored {
  if (first === 0) return all
  const { probability, classes = 1, value, targets = 1, label } = all
  return {
    ...all,
    raw: all.raw.subarray(first * all.rawWidth),
    ...(probability ? { probability: probability.subarray(first * classes) } : {}),
    ...(value ? { value: value.subarray(first * targets) } : {}),
    ...(label ? { label: label.subarray(first) } : {}),
  }
}
