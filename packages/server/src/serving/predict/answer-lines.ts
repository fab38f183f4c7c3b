import {
  type AnswerWriter,
  type Contract,
  createAnswerWriter,
  createCsvReader,
  createNdjsonReader,
  type InputRow,
  Refusal,
  type RowFormat,
} from '@ratchet-ml/scoring'
import { Problem } from '../../platform/problem.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import { type AnswerHere, type Call, type PlaceOf, tooLongHere } from './call.ts'
import { invalid, tooManyRows } from './predict-request.ts'
import { type RowSource, sourceOfRecords } from './row-source.ts'
import { scoreRows } from './score-rows.ts'

const contentTypes = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
}

/**
 * Answers a CSV or NDJSON body of `POST /predict/{endpoint}` in the form of `ratchet predict`, but
 * all rows or none. Who answered stands in the headers, as the lines have no room for it.
 *
 * @throws Problem about the body or its rows, with the line of each
 */
export function answerLines(live: LiveEndpoint, call: Call): AnswerHere {
  const form = call.form === 'csv' ? 'csv' : 'ndjson'
  const { contract } = live.route
  const options = parseQuery(call.query)
  const lines = readLines(form, contract, call.body)
  if (lines.length === 0) throw invalid('', 'found no row, expected at least one')
  if (lines.length > call.mostRows) throw tooManyRows(lines.length, call.mostRows)
  if (lines.length > live.rowsPerTurn && !call.isAlone) return tooLongHere
  const placeOf: PlaceOf = (row, { pointer }) => `/lines/${lines[row]?.line}${pointer}`
  const answered = scoreRows(live, sourceOfLines(live, lines), placeOf)
  const writer = createAnswerWriter(contract, answered.scored.rawWidth, form, options)
  return {
    body: replyText(writer, answered, lines),
    contentType: contentTypes[form],
    headers: headersOf(live, call.requestId),
    answered,
  }
}

interface Query {
  readonly raw: boolean
  readonly carry: readonly string[]
}

/** `?raw=true&carry=a,b`, as the command line has `--raw --carry a,b`. */
function parseQuery(query: string): Query {
  if (query === '') return { raw: false, carry: [] }
  const found = new URLSearchParams(query)
  for (const name of found.keys()) {
    if (name !== 'raw' && name !== 'carry') {
      throw invalid('?', 'found an unknown parameter, expected only raw and carry')
    }
  }
  const raw = found.get('raw') ?? 'false'
  if (raw !== 'true' && raw !== 'false') {
    throw invalid('?/raw', 'found something else than true or false, expected one of them')
  }
  const carry = (found.get('carry') ?? '').split(',').filter((name) => name !== '')
  return { raw: raw === 'true', carry }
}

function readLines(form: RowFormat, contract: Contract, body: Uint8Array): readonly InputRow[] {
  const reader = form === 'csv' ? createCsvReader(contract) : createNdjsonReader()
  try {
    return [...reader.push(body), ...reader.end()]
  } catch (thrown) {
    throw thrown instanceof Refusal ? refusedHeader(thrown) : thrown
  }
}

/** What was found is left out: a body without a header begins with values. */
function refusedHeader({ code, place, expected, hint }: Refusal): Problem {
  const detail = `${place}: expected ${expected}, and did not find it.`
  return new Problem(code, detail, hint === undefined ? {} : { hint })
}

function sourceOfLines(live: LiveEndpoint, lines: readonly InputRow[]): RowSource {
  const records = sourceOfRecords(
    live,
    lines.map((line) => (line.kind === 'row' ? line.record : undefined)),
  )
  return {
    count: lines.length,
    read: (row, into, offset) => {
      const line = lines[row]
      return line?.kind === 'fault' ? line.fault : records.read(row, into, offset)
    },
  }
}

function replyText(
  writer: AnswerWriter,
  { scored, count }: { scored: Parameters<AnswerWriter['row']>[0]; count: number },
  lines: readonly InputRow[],
): string {
  let text = writer.header()
  for (let row = 0; row < count; row++) {
    const line = lines[row]
    text += writer.row(scored, row, line?.kind === 'row' ? line.record : undefined)
  }
  return text
}

/** Every reply says which version answered, and by which id its predictions are known. */
function headersOf({ route, arm }: LiveEndpoint, requestId: string): readonly string[] {
  return [
    ...['Ratchet-Prediction-Id', requestId, 'Ratchet-Endpoint', route.endpoint],
    ...['Ratchet-Version', String(route.champion.version), 'Ratchet-Arm', arm.arm],
    ...['Ratchet-Served-By', 'champion'],
  ]
}
