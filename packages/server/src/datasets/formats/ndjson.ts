import { createNdjsonReader, elementName, type InputRow, type RowStream } from '@ratchet-ml/scoring'
import type { RowSource } from './row-source.ts'
import { openText, type TextFormat } from './text-source.ts'

const ndjson: TextFormat = {
  isNumber: (text) => text === 'NaN' || text === 'Infinity' || text === '-Infinity',
  isBoolean: () => false,
  createReader: () => {
    const reader = createNdjsonReader()
    const stream: RowStream = {
      push: (bytes) => reader.push(bytes).map(withElements),
      end: () => reader.end().map(withElements),
    }
    return stream
  },
}

/**
 * Opens newline-delimited JSON, one object a line. The columns are the keys of the first thousand
 * rows; arrays of numbers are a column for each, called as the elements of a tensor are.
 *
 * @throws Problem `file-not-found`, `data-unreadable`
 */
export function openNdjson(path: string, file: string): Promise<RowSource> {
  return openText(path, file, ndjson)
}

function withElements(row: InputRow): InputRow {
  if (row.kind === 'fault' || !isObject(row.record)) return row
  const { record } = row
  if (!Object.values(record).some(Array.isArray)) return row
  const members = Object.entries(record).flatMap(([name, value]) => {
    const elements = Array.isArray(value) ? elementsIn(value) : undefined
    return elements === undefined
      ? [[name, value] as const]
      : elements.map((element, i) => [elementName({ name }, i), element] as const)
  })
  return { ...row, record: Object.fromEntries(members) }
}

function isObject(record: unknown): record is Readonly<Record<string, unknown>> {
  return typeof record === 'object' && record !== null && !Array.isArray(record)
}

/** Elements row-major; undefined where rows of one array differ in length or hold what is no number. */
function elementsIn(value: readonly unknown[]): readonly unknown[] | undefined {
  const parts = value.map((part) => (Array.isArray(part) ? elementsIn(part) : part))
  const [first] = parts
  if (!Array.isArray(first)) return parts.every(isElement) ? parts : undefined
  const isEven = parts.every((part) => Array.isArray(part) && part.length === first.length)
  return isEven ? parts.flat() : undefined
}

function isElement(value: unknown): boolean {
  return value === null || typeof value === 'number' || typeof value === 'boolean'
}
