import { Refusal } from './refusals.ts'
import { shortened } from './shown.ts'

/** Places and expectations may quote names of the file; a list of every op still fits. */
const mostCharacters = 400

/** The refusal of package bytes, of a program or of coefficients that say what they should not. */
export function corrupt(place: string, found: string, expected: string): Refusal {
  return new Refusal({
    code: 'package-corrupt',
    place: shortened(place, mostCharacters),
    found: shortened(found),
    expected: shortened(expected, mostCharacters),
  })
}
