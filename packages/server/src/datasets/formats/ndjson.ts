import { createNdjsonReader, type InputRow } from '@ratchet-ml/scoring'
import type { RowSource } from './row-source.ts'
import { arraySpreader, isNumberText, spreadAll } from './spread-arrays.ts'
import { openText, type TextFormat } from './text-source.ts'

/**
 * Opens newline-delimited JSON, one object a line. The columns are the keys of the first thousand
 * rows; arrays of numbers are a column for each, called as the elements of a tensor are.
 *
 * @throws Problem `file-not-found`, `data-unreadable`
 */
export function openNdjson(path: string, file: string): Promise<RowSource> {
  return openText(path, file, ndjsonFormat())
}

/** Of one file: the reader that finds its columns keeps the shapes of its arrays for those after it. */
function ndjsonFormat(): TextFormat {
  const shapes = new Map<string, readonly number[]>()
  return {
    isNumber: isNumberText,
    isBoolean: () => false,
    createReader: (columns) => {
      const reader = createNdjsonReader()
      const names = columns.map(({ name }) => name)
      const spread =
        names.length === 0
          ? (row: InputRow) => spreadAll(row, shapes)
          : arraySpreader(names, shapes)
      return {
        push: (bytes) => reader.push(bytes).map(spread),
        end: () => reader.end().map(spread),
      }
    },
  }
}
