import type { Asked, Call, PlaceOf } from './call.ts'
import { decodeText } from './decode-text.ts'
import { parsePredictRequest } from './predict-request.ts'
import type { Reading } from './reading.ts'
import { sourceOfRecords } from './row-source.ts'

/**
 * Reads a JSON body of `POST /predict/{endpoint}`.
 * @throws Problem about the body
 */
export function readPredict(reading: Reading, { body, mostRows }: Call): Asked {
  const { rows, raw } = parsePredictRequest(decodeText(body), mostRows)
  const about = { unit: undefined, style: { kind: 'predict', raw } } as const
  return { source: sourceOfRecords(reading, rows), placeOf, about }
}

const placeOf: PlaceOf = (row, fault) => `/rows/${row}${fault.pointer}`
