import type { Estimate, Fault, UndefinedReason } from './types.ts'

/** A fault that names what was found and what was expected. */
export function fault(
  reason: UndefinedReason,
  what: string,
  found: number,
  expected: string,
): Fault {
  return { reason, detail: `A ${what} is ${found}; expected ${expected}.` }
}

/** A fault of a two-class row with a probability, or undefined if there is none. */
export function findBinaryFault(label: number, prediction: number): Fault | undefined {
  if (label !== 0 && label !== 1) return fault('invalid-label', 'label', label, '0 or 1')
  if (prediction >= 0 && prediction <= 1) return undefined
  return fault('invalid-prediction', 'prediction', prediction, 'a probability in 0..1')
}

/** A fault of a row of numbers, or undefined if there is none. */
export function findValueFault(label: number, prediction: number): Fault | undefined {
  if (!Number.isFinite(label)) return fault('invalid-label', 'label', label, 'a finite number')
  if (Number.isFinite(prediction)) return undefined
  return fault('invalid-prediction', 'prediction', prediction, 'a finite number')
}

/** A fault of a row of class indices, or undefined if there is none. */
export function findClassFault(
  label: number,
  prediction: number,
  classes: number,
): Fault | undefined {
  const expected = `a class index 0, 1, ... below ${classes}`
  if (!isClassIndex(label, classes)) return fault('invalid-label', 'label', label, expected)
  if (isClassIndex(prediction, classes)) return undefined
  return fault('invalid-prediction', 'prediction', prediction, expected)
}

export function isClassIndex(value: number, classes: number): boolean {
  return value >= 0 && value < classes && Math.floor(value) === value
}

/** The result without a value: the fault, or the lack of rows or of weight. */
export function undefinedEstimate(n: number, found: Fault): Estimate {
  return { kind: 'undefined', reason: found.reason, detail: found.detail, n }
}

/** An order of faults; nothing comes after every fault. */
export function isBefore(fault: Fault, other: Fault | undefined): boolean {
  if (other === undefined) return true
  return fault.reason === other.reason ? fault.detail < other.detail : fault.reason < other.reason
}

export const NO_ROWS: Fault = { reason: 'no-rows', detail: 'There are no rows.' }
export const NO_WEIGHT: Fault = { reason: 'no-weight', detail: 'All rows have the weight 0.' }
export const OVERFLOW: Fault = {
  reason: 'overflow',
  detail: 'The rows are too large for their sums to be finite numbers.',
}
