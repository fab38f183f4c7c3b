import type { FieldFault } from '@ratchet-ml/protocol'
import { findNearestName, findRepeatedKey } from '@ratchet-ml/scoring'
import { parseJson } from '../../platform/http-kit/parse-json.ts'
import { Problem } from '../../platform/problem.ts'

export interface ParsedRequest {
  readonly rows: readonly unknown[]
  readonly raw: boolean
}

const keys = ['rows', 'raw'] as const
const mostPointer = 200

/**
 * Reads `{"rows": [{...}], "raw"?: boolean}`; the rows themselves are not looked at.
 * @throws Problem `body-malformed`, `request-invalid` or `too-many-rows`
 */
export function parsePredictRequest(text: string, mostRows: number): ParsedRequest {
  const body = parseJson(text)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid('', `found ${typeName(body)}, expected an object with the key rows`)
  }
  const found = Object.keys(body)
  checkKeys(found)
  const { rows, raw = false } = body as { rows?: unknown; raw?: unknown }
  refuseRepeatedKeys(text, found.length + keysOfAll(rows))
  if (!Array.isArray(rows)) {
    throw invalid('/rows', `found ${typeName(rows)}, expected an array of rows`)
  }
  if (rows.length === 0) throw invalid('/rows', 'found no row, expected at least one')
  if (rows.length > mostRows) throw tooManyRows(rows.length, mostRows)
  if (typeof raw !== 'boolean') {
    throw invalid('/raw', `found ${typeName(raw)}, expected true or false`)
  }
  return { rows, raw }
}

/**
 * @param keyCount how many keys the objects of the body have, nested ones apart
 * @throws Problem `request-invalid` when an object has a key twice
 */
export function refuseRepeatedKeys(text: string, keyCount: number): void {
  const repeated = findRepeatedKey(text, keyCount)
  if (repeated === undefined) return
  const pointer = repeated.slice(0, mostPointer)
  throw invalid(pointer, 'the key stands twice, expected once')
}

/** Keys of all objects in a list. */
export function keysOfAll(list: unknown): number {
  let count = 0
  if (!Array.isArray(list)) return count
  for (const one of list) {
    if (typeof one === 'object' && !Array.isArray(one)) for (const _ in one) count++
  }
  return count
}

/** What JSON calls the type of a value. */
export function typeName(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  const name = typeof value
  return name === 'object' ? 'an object' : name === 'string' ? 'text' : `a ${name}`
}

/** What a request lacks or has too much of, at a place in it. */
export function invalid(pointer: string, detail: string, hint?: string): Problem {
  const errors: FieldFault[] = [{ code: 'request-invalid', pointer, detail: `${detail}.` }]
  const place = pointer === '' ? 'The body' : pointer
  return new Problem('request-invalid', `${place}: ${detail}.`, {
    errors,
    ...(hint === undefined ? {} : { hint }),
  })
}

export function tooManyRows(found: number, most: number): Problem {
  return new Problem(
    'too-many-rows',
    `The request has ${found} rows; at most ${most} are taken at once.`,
    { hint: 'Send the rows in several requests.' },
  )
}

function checkKeys(found: readonly string[]): void {
  const unknown = found.find((key) => key !== 'rows' && key !== 'raw')
  if (unknown === undefined) return
  const nearest = findNearestName(unknown, keys)
  const hint = nearest === undefined ? undefined : `Is ${nearest} meant?`
  const shown = JSON.stringify(unknown.slice(0, 60))
  throw invalid('', `found the key ${shown}, expected only rows and raw`, hint)
}
