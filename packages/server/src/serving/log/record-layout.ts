import type { LogColumn, RecordKind } from './types.ts'

// A record is 56 bytes of numbers at fixed places, doubles, hashes and texts, padded to a multiple of
// eight; docs/reference/prediction-log.md is its specification. All numbers are little-endian.

/** Bytes before the doubles. */
export const fixedBytes = 56
export const hashBytes = 16

/** Places of doubles, as indices of an array of doubles from the record's beginning. */
export const doubleAt = { eventTime: 0, recordedTime: 1, propensity: 2, sampling: 3 } as const

/** Places of 32-bit words, as indices of an array of words from the record's beginning. */
export const wordAt = {
  latencyUs: 8,
  row: 9,
  routeRevision: 10,
  experimentIteration: 11,
  /** status | kind << 16 | length of the request id << 24 */
  status: 12,
  rawCount: 13,
} as const

/** Stands for the row of a request that was not answered. */
export const noRow = 0xffffffff

/** Stands for the length of a text that is missing. */
export const missingText = 0xffff
/** Stands for the length of a missing text of a feature, which is never cut. */
export const missingLongText = 0xffffffff
/** Longer texts are cut, at a character's end. */
export const mostTextBytes = 1024

export const recordKinds: readonly RecordKind[] = ['answered', 'refused', 'failed']

/** The texts that every record has, in order; an empty one is absent. */
export const contextTexts = [
  'versionDigest',
  'arm',
  'servedBy',
  'fallbackReason',
  'problem',
] as const

export type ContextText = (typeof contextTexts)[number]

/** Doubles of an answered record, the margins apart. */
export function doublesOf(columns: readonly LogColumn[]): number {
  return columns.reduce((sum, { storage, width }) => sum + (storage === 'f64' ? width : 0), 0)
}

/** The next multiple of eight. */
export function padded(bytes: number): number {
  return (bytes + 7) & ~7
}
