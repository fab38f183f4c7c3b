import { Buffer } from 'node:buffer'
import { doubleAt, wordAt } from './record-layout.ts'
import type { LogHeader } from './types.ts'

/** Records one after the other in memory that begins at a multiple of eight. */
export interface RecordBlock {
  readonly header: LogHeader
  readonly memory: ArrayBuffer
  /** Where each payload begins, in order. */
  readonly starts: Float64Array
}

/** The same memory as bytes, words and doubles. */
export interface RecordMemory {
  readonly bytes: Buffer
  readonly words: Uint32Array
  readonly doubles: Float64Array
}

export function memoryOf({ memory }: RecordBlock): RecordMemory {
  return {
    bytes: Buffer.from(memory),
    words: new Uint32Array(memory),
    doubles: new Float64Array(memory),
  }
}

/** Most margins of a record of a block. */
export function rawWidthOf({ memory, starts }: RecordBlock): number {
  const words = new Uint32Array(memory)
  let most = 0
  for (const start of starts) most = Math.max(most, words[start / 4 + wordAt.rawCount] ?? 0)
  return most
}

/** The time at which the i-th record of a block was recorded; microseconds since 1970 UTC. */
export function recordedTimesOf({ memory, starts }: RecordBlock): Float64Array {
  const doubles = new Float64Array(memory)
  return Float64Array.from(starts, (start) => doubles[start / 8 + doubleAt.recordedTime] as number)
}
