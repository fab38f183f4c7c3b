import { Problem } from '../../platform/problem.ts'
import type { EngineBounds } from './engine-bounds.ts'

const hintOfSelect =
  'Ask with one SELECT over the views predictions, joined, outcomes and outcome_history.'

/** @param found what came instead */
export function notOneSelect(found: string): Problem {
  return new Problem('query-invalid', `Found ${found}; a query is one SELECT.`, {
    hint: hintOfSelect,
  })
}

/**
 * What an error of DuckDB means.
 * @param lateAfterMs set when it was interrupted
 */
export function problemOf(error: unknown, bounds?: EngineBounds, lateAfterMs?: number): unknown {
  if (error instanceof Problem || !(error instanceof Error)) return error
  const { message } = error
  if (lateAfterMs !== undefined) {
    return new Problem(
      'deadline-exceeded',
      `The query had not ended after ${lateAfterMs / 1000} s and was stopped.`,
      { hint: 'Ask for fewer days (day is a partition), or for fewer columns.', cause: error },
    )
  }
  if (/^Out of Memory Error|max_temp_directory_size/.test(message)) {
    const room =
      bounds === undefined ? '' : ` of ${bounds.memoryMb} MB and ${bounds.spillMb} MB on the disk`
    return new Problem('query-too-large', `The query needs more than its room${room}.`, {
      hint: 'Ask for fewer days (day is a partition), or for fewer columns.',
      cause: error,
    })
  }
  if (/No space left on device/.test(message)) {
    return new Problem('disk-full', 'The disk has no room for what the query writes.', {
      hint: 'Free some space and do it again.',
      cause: error,
    })
  }
  const said = message.replace(/^Failed to extract statements: /, '').trim()
  return new Problem('query-invalid', said, { hint: hintOfSelect, cause: error })
}
