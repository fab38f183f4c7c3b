import { findNearestName } from '@ratchet-ml/scoring'
import { Problem } from '../platform/problem.ts'
import { commandTable } from './command-table.ts'

/** The problem of a verb that does not exist, with the one that was probably meant. */
export function unknownCommand(words: readonly string[]): Problem {
  const names = commandTable.map(({ name }) => name)
  const [first = ''] = words
  const close =
    findNearestName(words.slice(0, 2).join(' '), names) ??
    findNearestName(first, names) ??
    names.find((name) => name.split(' ').includes(first))
  const meant = close === undefined ? '.' : `; did you mean "ratchet ${close}"?`
  return new Problem('usage', `There is no command "${first}"${meant}`, {
    hint: 'See ratchet --help.',
  })
}
