import { findNearestName } from '@ratchet-ml/scoring'
import { Problem } from '../platform/problem.ts'
import { commandsOfGroup, commandTable } from './command-table.ts'

/** The problem of a verb that does not exist, with the one or those that were probably meant. */
export function unknownCommand(words: readonly string[]): Problem {
  const names = commandTable.map(({ name }) => name)
  const [first = '', next] = words
  const second = next?.startsWith('-') === true ? undefined : next
  const group = commandsOfGroup(first).map(({ name }) => `ratchet ${name}`)
  if (second === undefined && group.length > 0) {
    return new Problem('usage', `"${first}" is the first word of ${group.length} commands.`, {
      hint: `Give one of them: ${group.join(', ')}.`,
    })
  }
  const both = second === undefined ? first : `${first} ${second}`
  const close =
    findNearestName(both, names) ??
    findNearestName(first, names) ??
    names.find((name) => name.split(' ').includes(first))
  const meant = close === undefined ? '.' : `; did you mean "ratchet ${close}"?`
  return new Problem('usage', `There is no command "${group.length > 0 ? both : first}"${meant}`, {
    hint: 'See ratchet --help.',
  })
}
