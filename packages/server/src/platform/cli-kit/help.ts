import { commonOptions } from './parse-arguments.ts'
import type { Command, OptionDefinition } from './types.ts'

/** A verb as the list of all verbs shows it. */
export interface CommandEntry {
  readonly name: string
  readonly summary: string
}

/** What `ratchet --help` prints. */
export function helpOfProgram(entries: readonly CommandEntry[], release: string): string {
  return [
    `ratchet ${release}: takes a trained model to production and keeps it right there`,
    '',
    'Usage: ratchet COMMAND [ARGUMENTS] [OPTIONS]',
    '',
    'Commands:',
    ...columns(entries.map(({ name, summary }) => [name, summary])),
    '',
    'ratchet COMMAND --help tells more of one. A first try, from a model file to a URL:',
    '  ratchet serve model.txt',
    '',
  ].join('\n')
}

/** What `ratchet log --help` prints: the verbs that begin with this word. */
export function helpOfGroup(word: string, entries: readonly CommandEntry[]): string {
  return [
    `Usage: ratchet ${word} COMMAND [ARGUMENTS] [OPTIONS]`,
    '',
    'Commands:',
    ...columns(entries.map(({ name, summary }) => [name, summary])),
    '',
    `ratchet ${word} COMMAND --help tells more of one.`,
    '',
  ].join('\n')
}

/** What `ratchet COMMAND --help` prints. */
export function helpOfCommand(command: Command): string {
  const words = command.positionals.map((one) => {
    const name = one.repeated === true ? `${one.name}…` : one.name
    return one.optional === true ? `[${name}]` : name
  })
  const parts = [
    `ratchet ${command.name}: ${command.summary}`,
    '',
    `Usage: ratchet ${[command.name, ...words].join(' ')} [OPTIONS]`,
  ]
  if (command.description !== undefined) parts.push('', command.description)
  if (command.positionals.length > 0) {
    parts.push('', 'Arguments:', ...columns(command.positionals.map((one) => [one.name, one.help])))
  }
  const options = Object.entries({ ...command.options, ...commonOptions }).map(rowOfOption)
  parts.push('', 'Options:', ...columns(options))
  if (command.examples.length > 0) {
    parts.push('', 'Examples:', ...command.examples.map((line) => `  ${line}`))
  }
  return `${parts.join('\n')}\n`
}

function rowOfOption([name, option]: readonly [string, OptionDefinition]): [string, string] {
  const short = option.short === undefined ? '' : `-${option.short}, `
  const named = option.value ?? option.type.toUpperCase()
  const value =
    option.type === 'flag' ? '' : option.bare === undefined ? ` ${named}` : ` [${named}]`
  const notes = [
    option.choices === undefined ? '' : ` (${option.choices.join(', ')})`,
    option.default === undefined ? '' : ` (default ${option.default})`,
    option.repeated === true ? ' (may be repeated)' : '',
  ]
  return [`${short}--${name}${value}`, `${option.help}${notes.join('')}`]
}

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
