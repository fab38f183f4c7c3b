import { Problem } from '../platform/problem.ts'

/** Of rows that were asked together, the first that the library of an engine does not answer. */
export interface UnansweredRow {
  readonly index: number
  /** What the library says. */
  readonly problem: Problem
}

export function isUnanswered(thrown: unknown): thrown is Problem {
  return thrown instanceof Problem && thrown.code === 'row-unanswered'
}

/**
 * Asks rows one by one until one is not answered.
 *
 * @param ask answers one encoded row
 * @returns undefined where each of them is answered by itself
 */
export async function findUnanswered(
  ask: (row: Float64Array) => Promise<void> | undefined,
  rows: Float64Array,
  count: number,
): Promise<UnansweredRow | undefined> {
  const width = rows.length / count
  for (let index = 0; index < count; index++) {
    try {
      await ask(rows.subarray(index * width, (index + 1) * width))
    } catch (problem) {
      if (!isUnanswered(problem)) throw problem
      return { index, problem }
    }
  }
  return undefined
}
