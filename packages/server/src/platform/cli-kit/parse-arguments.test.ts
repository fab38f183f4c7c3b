import { expect, test } from 'vitest'
import { parseArguments } from './parse-arguments.ts'
import type { Command } from './types.ts'

const command: Command = {
  ...{ name: 'test', summary: 's', examples: [] },
  positionals: [{ name: 'TARGET', help: 'h', optional: true }],
  options: { mutations: { type: 'integer', help: 'h', bare: '100' } },
  run: async () => 0,
}

test.each([
  [['--mutations'], 100, undefined],
  [['--mutations', '7'], 7, undefined],
  [['--mutations=7', 'flights'], 7, 'flights'],
  [['--mutations', 'flights'], 100, 'flights'],
  [['flights', '--mutations', '--json'], 100, 'flights'],
  [['--mutations', '-3'], -3, undefined],
  [['--', '--mutations'], undefined, '--mutations'],
])(
  'an option that may stand alone takes a number that follows it, and nothing else: %j',
  (args, number, target) => {
    const run = () => parseArguments(command, args)
    if (number === -3) return expect(run).toThrow(/--mutations/) // as Node reads it: another option
    expect([run().number('mutations'), run().positionals[0]]).toEqual([number, target])
  },
)

test('what Node says of an option without its value ends with its first sentence', () => {
  const options = { prediction: { type: 'text', help: 'h' } } as const
  expect(() => parseArguments({ ...command, options }, ['--prediction', '--json'])).toThrow(
    /^ratchet test: Option '--prediction' argument is ambiguous\.$/,
  )
})
