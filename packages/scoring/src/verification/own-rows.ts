import type { Contract } from '../contract/types.ts'
import type {
  Expectation,
  ExpectedAnswers,
  VerificationKind,
  VerificationRows,
} from '../package/types.ts'
import { concatRows, copyRows } from '../rows/row-texts.ts'
import type { LineAnswers } from './answer-fields.ts'
import { createRowDecoder } from './decode-row.ts'
import { rowKey } from './row-key.ts'

/** A verification row that takes the answers of the source, once they come. */
interface Slot {
  /** Where it stands; nowhere yet for what a row with a code of no category became when it was sent. */
  readonly indices: readonly number[]
  readonly kind: VerificationKind
  readonly row: Float64Array
  answers?: LineAnswers
}

/** The verification rows of a package by their bits, and what the source library said of them. */
export class OwnRows {
  readonly #rows: VerificationRows
  readonly #slots = new Map<string, Slot>()

  constructor(contract: Contract, rows: VerificationRows) {
    this.#rows = rows
    const decode = createRowDecoder(contract)
    for (const [i, kind] of rows.kinds.entries()) {
      const row = copyRows(rows.rows, i * rows.featureCount, (i + 1) * rows.featureCount)
      const sent = decode(row)?.encoded
      if (sent === undefined) continue
      const key = rowKey(sent)
      const known = this.#slots.get(key)
      const isSame = key === rowKey(row)
      if (isSame) this.#slots.set(key, { indices: [...(known?.indices ?? []), i], kind, row })
      else if (known === undefined) this.#slots.set(key, { indices: [], kind, row: sent })
    }
  }

  /** Keeps the answers if the row is one of the package's. */
  take(encoded: Float64Array, answers: LineAnswers): void {
    const slot = this.#slots.get(rowKey(encoded))
    if (slot !== undefined) slot.answers = answers
  }

  /**
   * @param hasLinked whether the source's answers after the link came too
   * @param interpret our own answers, for all that the source said nothing of
   */
  finish(
    hasLinked: boolean,
    interpret: (rows: Float64Array, count: number) => ExpectedAnswers,
  ): { readonly verification: VerificationRows; readonly kept: number } {
    const answered = [...this.#slots.values()].filter((slot) => slot.answers !== undefined)
    const added = answered.filter((slot) => slot.indices.length === 0)
    const { featureCount } = this.#rows
    const kinds = [...this.#rows.kinds, ...added.map((slot) => slot.kind)]
    const rows = added.reduce((all, { row }) => concatRows(all, row), this.#rows.rows)
    const { rawWidth, raw, linked } = interpret(rows, kinds.length)
    const expected = kinds.map(
      (_, i): Expectation => (this.#rows.expected[i] === 'engine' ? 'engine' : 'reference'),
    )
    let next = this.#rows.kinds.length
    for (const { indices, answers } of answered) {
      for (const index of indices.length > 0 ? indices : [next++]) {
        raw.set(answers?.raw ?? [], index * rawWidth)
        linked?.values.set(answers?.linked ?? [], index * linked.width)
        expected[index] = 'source'
      }
    }
    const isOurs = linked !== undefined && !hasLinked && answered.length > 0
    const verification: VerificationRows = {
      ...{ featureCount, rows, kinds, expected, rawWidth, raw },
      ...(linked && { linked }),
      ...(isOurs && { linkedExpected: 'reference' }),
      ...(this.#rows.engine !== undefined && { engine: this.#rows.engine }),
    }
    return { verification, kept: answered.length }
  }
}
