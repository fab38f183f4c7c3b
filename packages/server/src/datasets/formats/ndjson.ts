import { createNdjsonReader } from '@ratchet-ml/scoring'
import type { RowSource } from './row-source.ts'
import { openText, type TextFormat } from './text-source.ts'

const ndjson: TextFormat = {
  isNumber: (text) => text === 'NaN' || text === 'Infinity' || text === '-Infinity',
  isBoolean: () => false,
  createReader: () => createNdjsonReader(),
}

/**
 * Opens newline-delimited JSON, one object a line. The columns are the keys of the first thousand
 * rows.
 *
 * @throws Problem `file-not-found`, `data-unreadable`
 */
export function openNdjson(path: string, file: string): Promise<RowSource> {
  return openText(path, file, ndjson)
}
