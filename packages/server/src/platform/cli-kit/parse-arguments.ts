import { parseArgs } from 'node:util'
import { findNearestName } from '@ratchet-ml/scoring'
import { Problem } from '../problem.ts'

import type { Command, CommandInput, OptionDefinition } from './types.ts'

/** Options that every command takes. */
export const commonOptions = {
  data: {
    type: 'text',
    value: 'DIR',
    help: 'data folder (else RATCHET_DATA, else .ratchet beside ratchet.yaml)',
  },
  json: { type: 'flag', help: 'write one line of JSON instead of text' },
  'log-level': {
    type: 'text',
    value: 'LEVEL',
    help: 'what the log on standard error tells',
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
  },
  help: { type: 'flag', short: 'h', help: 'show this help' },
} as const satisfies Record<string, OptionDefinition>

/**
 * What the command line says to a command.
 * @throws Problem `usage` naming what is unknown, lacking or of the wrong form
 */
export function parseArguments(command: Command, args: readonly string[]): CommandInput {
  const definitions: Record<string, OptionDefinition> = { ...command.options, ...commonOptions }
  const { values, positionals } = scan(command, definitions, args)
  checkPositionals(command, positionals)
  for (const [name, given] of Object.entries(values)) {
    const definition = definitions[name]
    if (definition !== undefined) for (const value of [given].flat()) check(name, definition, value)
  }
  return inputOf(definitions, values, positionals)
}

type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>

function scan(
  command: Command,
  definitions: Readonly<Record<string, OptionDefinition>>,
  args: readonly string[],
): { values: Values; positionals: readonly string[] } {
  const options = Object.fromEntries(
    Object.entries(definitions).map(([name, { type, short, repeated }]) => [
      name,
      {
        type: type === 'flag' ? ('boolean' as const) : ('string' as const),
        multiple: repeated ?? false,
        ...(short === undefined ? {} : { short }),
      },
    ]),
  )
  for (const word of args) {
    if (word === '--') break
    const name = /^--([^=]+)/.exec(word)?.[1]
    if (name !== undefined && definitions[name] === undefined)
      throw unknown(command, name, definitions)
  }
  try {
    return parseArgs({
      args: withBareValues(definitions, args),
      options,
      allowPositionals: true,
      strict: true,
    })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split(/\.(?:\s|$)/)[0] : 'not understood'
    throw new Problem('usage', `ratchet ${command.name}: ${why}.`, {
      hint: helpHint(command),
      cause,
    })
  }
}

/** Options that may stand alone get their value where no number follows them. */
function withBareValues(
  definitions: Readonly<Record<string, OptionDefinition>>,
  args: readonly string[],
): string[] {
  const end = args.indexOf('--')
  return args.map((word, i) => {
    const bare = word.startsWith('--') ? definitions[word.slice(2)]?.bare : undefined
    if (bare === undefined || (end >= 0 && i > end)) return word
    return /^-?\d+$/.test(args[i + 1] ?? '') ? word : `${word}=${bare}`
  })
}

function unknown(
  command: Command,
  name: string,
  definitions: Readonly<Record<string, OptionDefinition>>,
): Problem {
  const close = findNearestName(name, Object.keys(definitions))
  const meant = close === undefined ? '' : `; did you mean --${close}?`
  return new Problem('usage', `ratchet ${command.name} has no option --${name}${meant}`, {
    hint: helpHint(command),
  })
}

function checkPositionals(command: Command, found: readonly string[]): void {
  const needed = command.positionals.filter((one) => one.optional !== true)
  const missing = needed[found.length]
  if (missing !== undefined && found.length < needed.length) {
    throw new Problem('usage', `ratchet ${command.name} lacks ${missing.name}: ${missing.help}.`, {
      hint: helpHint(command),
    })
  }
  const last = command.positionals.at(-1)
  if (last?.repeated !== true && found.length > command.positionals.length) {
    const surplus = found[command.positionals.length]
    throw new Problem('usage', `ratchet ${command.name} does not take "${surplus}" there.`, {
      hint: helpHint(command),
    })
  }
}

function check(name: string, definition: OptionDefinition, value: unknown): void {
  if (typeof value !== 'string') return
  const { type, choices } = definition
  const wrong =
    (type === 'integer' && !/^-?\d+$/.test(value) && 'a whole number') ||
    (type === 'number' && (value.trim() === '' || Number.isNaN(Number(value))) && 'a number') ||
    (choices !== undefined && !choices.includes(value) && `one of ${choices.join(', ')}`)
  if (wrong) throw new Problem('usage', `--${name} is "${value}"; it must be ${wrong}.`)
}

function inputOf(
  definitions: Readonly<Record<string, OptionDefinition>>,
  values: Values,
  positionals: readonly string[],
): CommandInput {
  const texts = (option: string): readonly string[] => {
    const found = values[option] ?? definitions[option]?.default
    return found === undefined ? [] : [found].flat().map(String)
  }
  return {
    positionals,
    text: (option) => texts(option).at(-1),
    texts,
    flag: (option) => values[option] === true,
    number: (option) => {
      const text = texts(option).at(-1)
      return text === undefined ? undefined : Number(text)
    },
  }
}

function helpHint(command: Command): string {
  return `See ratchet ${command.name} --help.`
}
