import { Refusal } from './refusals.ts'
import { shortened } from './shown.ts'

/** The refusal of package bytes, of a program or of coefficients that say what they should not. */
export function corrupt(place: string, found: string, expected: string): Refusal {
  return new Refusal({ code: 'package-corrupt', place, found: shortened(found), expected })
}
