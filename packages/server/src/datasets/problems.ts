import { findNearestName } from '@ratchet-ml/scoring'
import { Problem } from '../platform/problem.ts'

/** A file that cannot be read as what it should be. */
export function unreadable(
  file: string,
  place: string,
  found: string,
  expected: string,
  more: { readonly hint?: string } = {},
): Problem {
  const detail = `${file}, ${place}: found ${found}, expected ${expected}.`
  return new Problem('data-unreadable', detail, more)
}

/** A column that is asked for and is not there, with the name that may have been meant. */
export function columnMissing(where: string, name: string, names: Iterable<string>): Problem {
  const known = [...names]
  const nearest = findNearestName(name, known)
  const listed = known.length > 20 ? `${known.slice(0, 20).join(', ')}, …` : known.join(', ')
  return new Problem('data-column-missing', `${where}: there is no column ${quote(name)}.`, {
    hint:
      nearest === undefined
        ? `The columns are ${listed || 'none'}.`
        : `Did you mean ${quote(nearest)}? The columns are ${listed}.`,
  })
}

/** Text in double quotes, shortened. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text)
}
