import { Refusal } from '../../refusals.ts'
import { shortened } from '../../shown.ts'

/** Bytes of an export that say what they should not. */
export function modelCorrupt(place: string, found: string, expected: string): Refusal {
  return new Refusal({
    code: 'model-corrupt',
    place: shortened(place, 400),
    found: shortened(found),
    expected: shortened(expected, 400),
  })
}

/** What readers of packages and contracts refuse, as the refusal of a model file. */
export function asModelRefusal<T>(read: () => T, place?: string): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { code, found, expected, hint } = error
    throw new Refusal({
      code: code === 'package-corrupt' || code === 'contract-invalid' ? 'model-corrupt' : code,
      place: shortened(place === undefined ? error.place : `${place}: ${error.place}`, 400),
      found,
      expected,
      ...(hint !== undefined && { hint }),
    })
  }
}
