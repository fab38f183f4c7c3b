import {
  type Contract,
  carriedOf,
  createCsvReader,
  createNdjsonReader,
  type InputRow,
  Refusal,
  type RowFormat,
} from '@ratchet-ml/scoring'
import { splitNames } from '../../platform/name-list.ts'
import { Problem } from '../../platform/problem.ts'
import type { Asked, Call, PlaceOf } from './call.ts'
import { invalid, tooManyRows } from './predict-request.ts'
import type { Reading } from './reading.ts'
import { type RowSource, sourceOfRecords } from './row-source.ts'

/**
 * Reads a CSV or NDJSON body of `POST /predict/{endpoint}`.
 * @throws Problem about the body, with the line
 */
export function readLines(reading: Reading, call: Call): Asked {
  const form = call.form === 'csv' ? 'csv' : 'ndjson'
  const { raw, carry } = parseQuery(call.query)
  const lines = splitLines(form, reading.route.contract, call.body)
  if (lines.length === 0) throw invalid('', 'found no row, expected at least one')
  if (lines.length > call.mostRows) throw tooManyRows(lines.length, call.mostRows)
  const placeOf: PlaceOf = (row, { pointer }) => `/lines/${lines[row]?.line}${pointer}`
  const records = carry.length === 0 ? [] : lines.map((line) => carriedOf(recordOf(line), carry))
  const style = { kind: 'lines', form, raw, carry, records } as const
  return { source: sourceOfLines(reading, lines), placeOf, about: { unit: undefined, style } }
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
  const names = splitNames(found.get('carry') ?? '')
  if (names === undefined) {
    throw invalid('?/carry', 'found a quote within a name, expected names quoted as a whole')
  }
  return { raw: raw === 'true', carry: names.filter((name) => name !== '') }
}

function splitLines(form: RowFormat, contract: Contract, body: Uint8Array): readonly InputRow[] {
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

function sourceOfLines(reading: Reading, lines: readonly InputRow[]): RowSource {
  const records = sourceOfRecords(reading, lines.map(recordOf))
  return {
    count: lines.length,
    inputOf: (row, name) => records.inputOf(row, name),
    read: (row, into, offset) => {
      const line = lines[row]
      return line?.kind === 'fault' ? line.fault : records.read(row, into, offset)
    },
  }
}

function recordOf(line: InputRow): unknown {
  return line.kind === 'row' ? line.record : undefined
}
