import type { Fault } from '../types.ts'

/** What is wrong with a number that is not finite; nothing where it is. */
export function findNumberFault(what: string, found: number): Fault | undefined {
  if (Number.isFinite(found)) return undefined
  const detail = Number.isNaN(found)
    ? `A ${what} is missing; expected a number in every row.`
    : `A ${what} is ${found}; expected a finite number.`
  return { reason: 'invalid-prediction', detail }
}
