import { contractLimits } from '../../contract/contract-shape.ts'
import { isContractText } from '../../contract/shape.ts'
import { decodeUtf8 } from '../../platform-globals.ts'
import { type Line, type LineScanner, refuseLine } from './lines.ts'

const pandasKey = 'pandas_categorical:'

/** A category level as pandas wrote it. */
export type PandasLevel = string | number | boolean

/** What stands after the trees. */
export interface Tail {
  /** The training parameters by name, as text. */
  readonly parameters: ReadonlyMap<string, string>
  /** Whether the block of parameters is there: a file may have been cut off before it. */
  readonly hasParameters: boolean
  /** The levels of each pandas category column, in column order, where the file has them. */
  readonly pandas?: { readonly line: Line; readonly columns: readonly (readonly PandasLevel[])[] }
}

/** Reads from after `end of trees` to the end of the file. @throws Refusal naming the line */
export function readTail(scanner: LineScanner): Tail {
  const parameters = new Map<string, string>()
  let isOpen = false
  let hasParameters = false
  for (;;) {
    const line = scanner.next()
    if (line === undefined) break
    const text = scanner.text(line)
    if (text === 'parameters:') isOpen = hasParameters = true
    else if (text === 'end of parameters') isOpen = false
    else if (isOpen) rememberParameter(parameters, text)
    else if (text.startsWith(pandasKey)) {
      return { parameters, hasParameters, ...readPandas(scanner, line) }
    } else checkWhole(line, text)
  }
  if (!isOpen) return { parameters, hasParameters }
  const detail = { found: 'the end of the file', expected: '"end of parameters"' }
  throw refuseLine(scanner.atEnd(), 'parameters', detail)
}

/** A file cut off within the key of its levels would seem to be one without levels. */
function checkWhole(line: Line, text: string): void {
  if (!line.isLast || text === '' || !pandasKey.startsWith(text)) return
  throw refuseLine(line, '', { found: text, expected: `${pandasKey} and the levels` })
}

function rememberParameter(parameters: Map<string, string>, text: string): void {
  const colon = text.indexOf(': ')
  if (text.startsWith('[') && text.endsWith(']') && colon > 0) {
    parameters.set(text.slice(1, colon), text.slice(colon + 2, -1))
  }
}

function readPandas(scanner: LineScanner, line: Line): Pick<Tail, 'pandas'> {
  const start = line.start + pandasKey.length
  const text = decodeUtf8(scanner.bytes.subarray(start, line.end))
  const json = text === undefined ? undefined : parseLevels(text)
  if (json === null) return {}
  if (json !== undefined) return { pandas: { line, columns: json } }
  throw refuseLine(line, 'pandas_categorical', {
    found: text ?? 'bytes that are not UTF-8',
    expected: 'lists of distinct texts, numbers and booleans, or null',
  })
}

/** `undefined` for what is not such lists. */
function parseLevels(text: string): PandasLevel[][] | null | undefined {
  let json: unknown
  try {
    json = JSON.parse(text, keepLargeIntegers)
  } catch {
    return undefined
  }
  if (json === null) return null
  const isLevels = (column: unknown): column is PandasLevel[] =>
    Array.isArray(column) &&
    column.length <= contractLimits.levels &&
    column.every(isLevel) &&
    new Set(column.map(String)).size === column.length
  return Array.isArray(json) && json.every(isLevels) ? json : undefined
}

function isLevel(level: unknown): level is PandasLevel {
  if (typeof level === 'number') return Number.isFinite(level)
  if (typeof level === 'boolean') return true
  // What a contract can hold: JSON may spell half a surrogate pair, which no text of rows can be.
  return isContractText(level, { mayBeEmpty: true })
}

/** An integer that a double cannot hold stays the text of its digits. */
function keepLargeIntegers(_key: string, value: unknown, ...rest: unknown[]): unknown {
  if (typeof value !== 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value
  // The third argument is the proposal's context; its source is the text of a primitive value.
  const context = rest[0] as { readonly source?: string } | undefined
  return /^-?\d+$/.test(context?.source ?? '') ? context?.source : value
}
