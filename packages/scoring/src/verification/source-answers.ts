import { ulpDistance } from '@ratchet-ml/stats'
import { answerKindOf } from '../contract/answer-kind.ts'
import { createScorer } from '../kernels/scorer.ts'
import type { ExpectedAnswers, Package, VerificationRows } from '../package/types.ts'
import { Refusal } from '../refusals.ts'
import { createCsvReader } from '../rows/csv.ts'
import type { InputRow, RowStream } from '../rows/input-row.ts'
import { createNdjsonReader } from '../rows/ndjson.ts'
import { describeFault, type RowFault } from '../rows/row-fault.ts'
import { createRowReader } from '../rows/row-reader.ts'
import type { RowFormat } from '../rows/sniff.ts'
import type { RowReader } from '../rows/types.ts'
import type { Scored, Scorer } from '../scorer-types.ts'
import { type Agreement, agreementOf, linkDistance } from './agreement.ts'
import { type AnswerColumns, answerColumns } from './answer-columns.ts'
import { type AnswerShape, type LineAnswers, readAnswers } from './answer-fields.ts'
import { featuresOnly } from './decode-row.ts'
import { interpretRows, linkedAnswerOf } from './interpret-rows.ts'
import { OwnRows } from './own-rows.ts'

/**
 * Rows with the answers that the source library gave, compared with ours as they are read. Any rows
 * may come; those that are verification rows of the package become ones that hold the source's
 * answers. No other row is kept, so that no row of a person travels.
 */
export class SourceAnswers {
  readonly #pkg: Package
  readonly #stream: RowStream
  readonly #columns: AnswerColumns | undefined
  readonly #shape: AnswerShape
  readonly #reader: RowReader
  readonly #scorer: Scorer | undefined
  readonly #scored: Scored
  /** Rows that an engine has yet to answer. */
  readonly #unsettled: Unsettled[] = []
  readonly #agreement: Agreement
  readonly #own: OwnRows
  #compared = 0
  #withLinked = 0

  /**
   * @param room for the answers of one row, of a model that an engine answers: rows wait for `settle` then
   * @throws Refusal where CSV cannot hold the answers
   */
  constructor(pkg: Package, format: RowFormat, room?: Scored) {
    const { contract, program, coefficients } = pkg
    this.#pkg = pkg
    this.#scorer = room === undefined ? createScorer(program, coefficients, contract) : undefined
    this.#scored = room ?? (this.#scorer as Scorer).allocate(1)
    this.#shape = shapeOf(pkg, this.#scored)
    this.#columns = format === 'csv' ? answerColumns(contract, this.#shape) : undefined
    this.#stream = this.#columns ? createCsvReader(this.#columns.contract) : createNdjsonReader()
    this.#reader = createRowReader(featuresOnly(contract))
    this.#agreement = agreementOf(contract.numeric, 'source')
    this.#own = new OwnRows(contract, pkg.verification)
  }

  /** Rows compared so far. */
  get compared(): number {
    return this.#compared
  }

  /** @throws Refusal `verification-failed` at the first answer that is not ours, or of a bad row */
  push(bytes: Uint8Array): void {
    for (const row of this.#stream.push(bytes)) this.#take(row)
  }

  /**
   * Compares the rows that wait for an engine; before `end`.
   *
   * @throws Refusal `verification-failed` at the first answer that is not the engine's
   */
  async settle(answer: (row: Float64Array, count: 1) => Promise<Scored>): Promise<void> {
    for (const { encoded, answers, place } of this.#unsettled.splice(0)) {
      this.#compare(await answer(encoded, 1), answers, place)
    }
  }

  /**
   * The package's verification rows, with the answers of the source where they came.
   *
   * @throws Refusal as `push`
   */
  end(): { readonly verification: VerificationRows; readonly kept: number } {
    this.finishRows()
    const hasLinked = this.#withLinked > 0
    if (hasLinked && this.#withLinked < this.#compared) {
      const found = `${this.#withLinked} of ${this.#compared} rows with answers after the link`
      throw refuse('row-field-missing', 'the rows', found, 'them in all rows, or in none')
    }
    const { program, coefficients, verification } = this.#pkg
    return this.#own.finish(hasLinked, (rows, count) =>
      // Whatever an engine has answered stands in the package.
      this.#scorer === undefined
        ? copyAnswers(verification)
        : interpretRows(program, coefficients, rows, count),
    )
  }

  /** Takes what is left when no more bytes come. */
  finishRows(): void {
    for (const row of this.#stream.end()) this.#take(row)
  }

  #take(row: InputRow): void {
    const place = `line ${row.line}`
    if (row.kind === 'fault') throw ofFault(row.fault, place)
    const line = this.#columns ? this.#columns.toLine(asRecord(row.record)) : asRecord(row.record)
    if (line['inputs'] === undefined) {
      throw refuse('row-field-missing', place, 'no member inputs', '{"inputs":{…},"raw":[…]}')
    }
    const encoded = new Float64Array(this.#reader.featureCount)
    const fault = this.#reader.read(line['inputs'], encoded, 0)
    if (fault !== undefined) throw ofFault(fault, place)
    const answers = readAnswers(line, this.#shape)
    if ('code' in answers) throw ofFault(answers, place)
    if (this.#scorer === undefined) this.#unsettled.push({ encoded, answers, place })
    else {
      this.#scorer.score(encoded, 1, this.#scored)
      this.#compare(this.#scored, answers, place)
    }
    this.#own.take(encoded, answers)
    this.#compared++
    if (answers.linked !== undefined) this.#withLinked++
  }

  #compare(scored: Scored, { raw, linked }: LineAnswers, place: string): void {
    const { name, linked: { output } = {} } = this.#shape
    const { raw: agree, linked: agreeLinked } = this.#agreement
    check({ output: 'raw', agree, distance: ulpDistance }, scored.raw, raw, place)
    if (output === undefined || linked === undefined) return
    const found = scored[output] ?? new Float64Array()
    const distance = linkDistance(this.#pkg.contract.numeric)
    check({ output: name, agree: agreeLinked, distance }, found, linked, place)
  }
}

interface Unsettled {
  readonly encoded: Float64Array
  readonly answers: LineAnswers
  readonly place: string
}

function copyAnswers({ raw, rawWidth, linked }: VerificationRows): ExpectedAnswers {
  const copy = linked && { ...linked, values: linked.values.slice() }
  return { rawWidth, raw: raw.slice(), ...(copy && { linked: copy }) }
}

function shapeOf({ program, contract }: Package, scored: Scored): AnswerShape {
  const { rawWidth, classes = 0, targets = 1 } = scored
  const answer = linkedAnswerOf(program)
  const values = contract.outputs.find((one) => answerKindOf(one.name) === 'value')
  if (answer === undefined) return { rawWidth, name: values?.name ?? 'value' }
  const { name, kind: output } = answer
  const { linkType = 'f64' } = contract.numeric
  const width = output === 'probability' ? classes : targets
  const isRaw = program.outputs[name] === program.outputs['raw']
  return { rawWidth, name, linked: { output, width, type: linkType, ...(isRaw && { isRaw }) } }
}

function asRecord(record: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof record === 'object' && record !== null
  return isObject ? (record as Readonly<Record<string, unknown>>) : {}
}

interface Comparison {
  readonly output: string
  agree(found: number, expected: number): boolean
  distance(found: number, expected: number): number
}

function check(
  { output, agree, distance }: Comparison,
  found: Float64Array,
  expected: Float64Array,
  place: string,
): void {
  for (const [i, want] of expected.entries()) {
    const got = found[i] as number
    if (agree(got, want)) continue
    const where = `${place}, ${output}${expected.length > 1 ? `[${i}]` : ''}`
    const ulp = distance(got, want)
    throw new Refusal({
      code: 'verification-failed',
      place: where,
      found: shownNumber(got),
      expected: `${shownNumber(want)}, as the source library says: ${ulp} units in the last place away`,
      hint: 'Ratchet does not reproduce this answer, or the rows were scored by another model, another number of trees, or after other preprocessing.',
    })
  }
}

function shownNumber(x: number): string {
  return Object.is(x, -0) ? '-0' : String(x)
}

function ofFault(fault: RowFault, place: string): Refusal {
  return refuse(fault.code, place, describeFault(fault, true), 'a row with its answers')
}

function refuse(code: Refusal['code'], place: string, found: string, expected: string): Refusal {
  return new Refusal({ code, place, found, expected })
}
