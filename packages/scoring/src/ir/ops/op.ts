import type { RowTexts } from '../../rows/row-texts.ts'
import type { StepFields } from '../step-fields.ts'
import type { Coefficients, Step } from '../types.ts'

/** Width of a value made by an earlier step. */
export type WidthOf = (name: string) => number

/** What a step may ask while it is checked against the coefficients. */
export interface StepCheck {
  readonly widthOf: WidthOf
  readonly coefficients: Coefficients
  /** Where the step stands, for refusals. */
  readonly place: string
}

/** The values of one row that earlier steps have made. */
export interface RowValues {
  /** The encoded row. */
  readonly input: Float64Array
  /** The texts of which the encoded row holds the numbers, where it has any. */
  readonly texts: RowTexts | undefined
  readonly coefficients: Coefficients
  value(name: string): Float64Array
}

/**
 * Everything that is known of one op: how it is read, checked and executed. A further op is one
 * more file that exports one of these, and one line in the op table.
 */
export interface Op<S extends Step> {
  readonly op: S['op']
  /** Reads the step's attributes; unknown keys are refused by the caller. */
  parse(fields: StepFields): S
  /** Names of the values that the step reads. */
  inputs(step: S): readonly string[]
  /** Names of the coefficients that the step reads. */
  coefficients(step: S): readonly string[]
  /** Doubles per row of the step's value. @throws Refusal when the inputs' widths do not fit */
  width(step: S, widthOf: WidthOf, place: string): number
  /** @throws Refusal when a coefficient is absent, misshapen or out of bounds */
  validate(step: S, check: StepCheck): void
  /** The reference execution: slow, obvious, and the definition of the op's meaning. */
  execute(step: S, row: RowValues): Float64Array
}
