import { faultOf, type RowFault } from './row-fault.ts'

/** One row of a text input, or why there is none; lines count from 1. */
export type InputRow =
  | { readonly kind: 'row'; readonly line: number; readonly record: unknown }
  | { readonly kind: 'fault'; readonly line: number; readonly fault: RowFault }

/**
 * Turns bytes into rows as they come. A line that cannot be read is a fault in its place, and the
 * lines after it are read all the same.
 */
export interface RowStream {
  /** @returns the rows that these bytes complete, in order */
  push(bytes: Uint8Array): readonly InputRow[]
  /** The rows that were waiting for the end of the input. */
  end(): readonly InputRow[]
}

/** No line, and no quoted record of several lines, may be longer unless the caller says so. */
export const defaultMaximumBytes = 1 << 20

export function tooLarge(line: number, maximumBytes: number, means: string): InputRow {
  const expected = `at most ${maximumBytes} bytes`
  return {
    kind: 'fault',
    line,
    fault: faultOf('row-too-large', '', undefined, expected, means),
  }
}

/** A line that cannot be read; `detail` may repeat parts of it, for its owner only. */
export function unreadable(
  line: number,
  found: string,
  expected: string,
  detail?: string,
): InputRow {
  const fault: RowFault = { code: 'row-unreadable', pointer: '', found, expected }
  return { kind: 'fault', line, fault: detail === undefined ? fault : { ...fault, value: detail } }
}
