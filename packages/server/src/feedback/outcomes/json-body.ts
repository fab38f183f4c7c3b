import { Buffer } from 'node:buffer'
import type { FieldFault, OutcomeReceipt } from '@ratchet-ml/protocol'
import { parseExactJson } from '@ratchet-ml/scoring'
import { Problem } from '../../platform/problem.ts'
import type { IntakeBody } from './intake.ts'
import { describeOutcomeFault, isFault, type OutcomeFault } from './row/fault.ts'
import type { RowTaker } from './row-taker.ts'
import type { OutcomeRecord } from './types.ts'

/** Faults that a problem tells one by one. */
const mostFaults = 100

/** One outcome as JSON, or `{"outcomes": [...]}`: all are taken, or none. */
export class JsonBody implements IntakeBody {
  readonly #taker: RowTaker
  readonly #chunks: Uint8Array[] = []

  constructor(taker: RowTaker) {
    this.#taker = taker
  }

  async push(chunk: Uint8Array): Promise<void> {
    this.#chunks.push(chunk)
  }

  async end(): Promise<OutcomeReceipt> {
    const outcomes = readOutcomes(parseJson(Buffer.concat(this.#chunks)), this.#taker)
    this.#taker.keep(outcomes)
    return await this.#taker.finish()
  }

  async abort(): Promise<void> {}
}

function readOutcomes(value: unknown, taker: RowTaker): readonly OutcomeRecord[] {
  const list = listOf(value)
  if (list === undefined) {
    const parsed = taker.parse(value)
    if (isFault(parsed)) throw refused([faultOf(parsed, '')])
    return parsed
  }
  const outcomes: OutcomeRecord[] = []
  const faults: FieldFault[] = []
  for (const [index, one] of list.entries()) {
    const parsed = taker.parse(one)
    if (!isFault(parsed)) outcomes.push(...parsed)
    else if (faults.length < mostFaults) faults.push(faultOf(parsed, `/outcomes/${index}`))
  }
  if (faults.length > 0) throw refused(faults)
  return outcomes
}

/** The outcomes of a body that has several. */
function listOf(value: unknown): readonly unknown[] | undefined {
  if (typeof value !== 'object' || value === null || !('outcomes' in value)) return undefined
  const { outcomes, ...others } = value
  const [other] = Object.keys(others)
  if (other !== undefined) throw invalid('', 'another member beside outcomes', 'outcomes alone')
  if (!Array.isArray(outcomes)) throw invalid('/outcomes', 'no array', 'an array of outcomes')
  if (outcomes.length === 0) throw invalid('/outcomes', 'an empty array', 'at least one outcome')
  return outcomes
}

function invalid(pointer: string, found: string, expected: string): Problem {
  const fault = { code: 'outcome-invalid', pointer, found, expected } as const
  return refused([faultOf(fault, '')])
}

function faultOf(fault: OutcomeFault, prefix: string): FieldFault {
  const pointer = `${prefix}${fault.pointer}`
  return { code: fault.code, pointer, detail: describeOutcomeFault({ ...fault, pointer }) }
}

function refused(errors: readonly FieldFault[]): Problem {
  const first = errors[0] as FieldFault // there is one
  const end = first.detail.endsWith('?') ? '' : '.'
  const more = errors.length > 1 ? ` And ${errors.length - 1} more.` : ''
  return new Problem(first.code, `${first.detail}${end}${more}`, {
    errors,
    hint: 'Nothing of the body was taken.',
  })
}

function parseJson(bytes: Uint8Array): unknown {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Problem('body-not-utf8', 'The body is not valid UTF-8; JSON must be.')
  }
  try {
    return parseExactJson(text)
  } catch {
    throw new Problem('body-malformed', 'The body is not JSON.', {
      hint: 'Several objects, one a line, are sent with Content-Type: application/x-ndjson.',
    })
  }
}
