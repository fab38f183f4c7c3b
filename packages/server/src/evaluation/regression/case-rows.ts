import type { SaidRow, TestFailure, TestRow } from '@ratchet-ml/protocol'
import { copyRow, describeFault, type RowFault, type Scored } from '@ratchet-ml/scoring'
import { caseProblem, checkField, withElements } from './case-problem.ts'
import type { CaseWorld, FoundCase, OutputColumn, PreparedCase, Verdict } from './types.ts'

/** Failures of one case that are told; more are counted by `checks` alone. */
const mostFailures = 100

/** A row of a case and the line that says it. */
export interface CaseRow {
  readonly row: TestRow
  readonly line: number
}

/**
 * The rows of a relation: those that are written down, then those that are drawn.
 * @throws Problem `test-file-invalid` when there are neither, or a row names a field that is unknown
 */
export function baseRows(
  found: FoundCase,
  said: { readonly rows?: readonly SaidRow[] | undefined; readonly draw?: number | undefined },
  world: CaseWorld,
): readonly CaseRow[] {
  const { kind } = found
  const { rows = [], draw = 0 } = said
  if (rows.length + draw === 0) {
    throw caseProblem(
      found,
      [kind],
      'it needs rows.',
      'Write `rows`, or `draw: N` of the contract.',
    )
  }
  const random = world.randomOf(found.said.name)
  for (const [i, row] of rows.entries()) checkRow(found, [kind, 'rows', i], row, world)
  return [
    ...rows.map((row, i) => ({
      row: withElements(found, [kind, 'rows', i], row, world),
      line: found.lineOf(kind, 'rows', i),
    })),
    ...Array.from({ length: draw }, () => ({
      row: world.draw(random),
      line: found.lineOf(kind, 'draw'),
    })),
  ]
}

/** @throws Problem `test-file-invalid` for a field or tensor that the contract does not have */
export function checkRow(
  found: FoundCase,
  path: readonly (string | number)[],
  row: SaidRow,
  world: CaseWorld,
): void {
  const tensors = world.contract.tensors?.map(({ name }) => name) ?? []
  for (const name of Object.keys(row)) {
    if (!tensors.includes(name)) checkField(found, [...path, name], name, world)
  }
}

/** A case over some rows, which `judge` looks at once they are answered. */
export function prepareRows(
  world: CaseWorld,
  rows: readonly (Omit<CaseRow, 'row'> & { readonly row: SaidRow })[],
  judge: (answers: CaseAnswers) => void,
): PreparedCase {
  const { featureCount } = world
  const encoded = new Float64Array(rows.length * featureCount)
  const faults = rows.map(({ row }, i) => world.encode(row, encoded, i * featureCount))
  const accepted = faults.indexOf(undefined)
  fillRefused(encoded, featureCount, faults, accepted)
  return {
    rows: encoded,
    count: accepted < 0 ? 0 : rows.length,
    judge: (scored) => {
      const answers = new CaseAnswers(rows, faults, scored)
      judge(answers)
      return answers.verdict()
    },
  }
}

/** What is read of a refused row nobody may be able to answer: in its place stands one that was accepted. */
function fillRefused(
  rows: Float64Array,
  width: number,
  faults: readonly (RowFault | undefined)[],
  accepted: number,
): void {
  if (accepted < 0) return
  for (const [i, fault] of faults.entries()) {
    if (fault !== undefined) copyRow(rows, accepted * width, { to: rows, at: i * width, width })
  }
}

/** The answers to the rows of a case, and what was found wrong with them. */
export class CaseAnswers {
  readonly scored: Scored
  readonly #rows: readonly Pick<CaseRow, 'line'>[]
  readonly #faults: readonly (RowFault | undefined)[]
  readonly #failures: TestFailure[] = []
  readonly #told = new Set<number>()
  #failed = false
  #checks = 0

  constructor(
    rows: readonly Pick<CaseRow, 'line'>[],
    faults: readonly (RowFault | undefined)[],
    scored: Scored,
  ) {
    this.#rows = rows
    this.#faults = faults
    this.scored = scored
  }

  lineOf(row: number): number {
    return this.#rows[row]?.line ?? 1
  }

  faultOf(row: number): RowFault | undefined {
    return this.#faults[row]
  }

  /** Whether a row was answered; that it was refused is a failure, told once. */
  isAnswered(row: number): boolean {
    const fault = this.#faults[row]
    if (fault === undefined) return true
    if (!this.#told.has(row)) {
      this.#told.add(row)
      const found = `refused with ${fault.code}, ${describeFault(fault, true)}`
      this.check(false, () => ({ line: this.lineOf(row), found, expected: 'an answer' }))
    }
    return false
  }

  number(column: OutputColumn, row: number): number {
    const value = column.at(this.scored, row)
    return typeof value === 'number' ? value : Number.NaN
  }

  /** Counts comparisons that held. */
  pass(count: number): void {
    this.#checks += count
  }

  /** Counts a comparison, and tells of it when it does not hold. */
  check(holds: boolean, tell: () => TestFailure): void {
    this.#checks += 1
    if (holds) return
    this.#failed = true
    if (this.#failures.length < mostFailures) this.#failures.push(tell())
  }

  verdict(): Verdict {
    const outcome = this.#failed ? 'failed' : 'passed'
    return { outcome, checks: this.#checks, failures: this.#failures }
  }
}
