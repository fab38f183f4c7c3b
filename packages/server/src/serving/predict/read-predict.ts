import type { Asked, Call, PlaceOf } from './call.ts'
import { decodeText } from './decode-text.ts'
import { parsePredictRequest } from './predict-request.ts'
import { readOneRow } from './read-one-row.ts'
import type { Reading } from './reading.ts'
import { sourceOfJsonRow, sourceOfRecords } from './row-source.ts'

/**
 * Reads a JSON body of `POST /predict/{endpoint}`.
 * @throws Problem about the body
 */
export function readPredict(reading: Reading, { body, mostRows }: Call): Asked {
  const { jsonRow } = reading
  if (jsonRow !== undefined && readOneRow(body, jsonRow)) {
    return { source: sourceOfJsonRow(reading, jsonRow), placeOf, about: aboutRow }
  }
  const { rows, raw } = parsePredictRequest(decodeText(body), mostRows)
  const about = { unit: undefined, style: { kind: 'predict', raw } } as const
  if (rows.length === 1) jsonRow?.learn(rows[0])
  return { source: sourceOfRecords(reading, rows), placeOf, about }
}

const aboutRow = { unit: undefined, style: { kind: 'predict', raw: false } } as const

const placeOf: PlaceOf = (row, fault) => `/rows/${row}${fault.pointer}`
