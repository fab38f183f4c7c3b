import { Refusal } from '../refusals.ts'

/** A refusal of a program or of coefficients that contradict it. */
export function corrupt(place: string, found: string, expected: string): Refusal {
  return new Refusal({ code: 'package-corrupt', place, found, expected })
}

/** A value as a refusal shows it: short, on one line. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
