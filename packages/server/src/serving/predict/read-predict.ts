import type { Asked, Call, PlaceOf } from './call.ts'
import { decodeText } from './decode-text.ts'
import { parsePredictRequest } from './predict-request.ts'
import type { Reading } from './reading.ts'
import { sourceOfJsonRows, sourceOfRecords } from './row-source.ts'

/**
 * Reads a JSON body of `POST /predict/{endpoint}`.
 * @throws Problem about the body
 */
export function readPredict(reading: Reading, { body, mostRows }: Call): Asked {
  const { quickRows, rowsAtOnce = 0 } = reading
  const count = quickRows?.read(body, Math.min(mostRows, rowsAtOnce)) ?? 0
  if (quickRows !== undefined && count > 0) {
    return { source: sourceOfJsonRows(reading, quickRows.rows, count), placeOf, about: aboutRows }
  }
  const { rows, raw } = parsePredictRequest(decodeText(body), mostRows)
  const about = { unit: undefined, style: { kind: 'predict', raw } } as const
  quickRows?.rows.learn(rows[0])
  return { source: sourceOfRecords(reading, rows), placeOf, about }
}

const aboutRows = { unit: undefined, style: { kind: 'predict', raw: false } } as const

const placeOf: PlaceOf = (row, fault) => `/rows/${row}${fault.pointer}`
