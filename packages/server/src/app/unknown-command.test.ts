import { expect, test } from 'vitest'
import { unknownCommand } from './unknown-command.ts'

test.each([
  [['log'], '"log" is the first word of 4 commands.', /ratchet log tail, ratchet log query/],
  [
    ['log', '--json'],
    '"log" is the first word of 4 commands.',
    /ratchet log tail, ratchet log query/,
  ],
  [
    ['log', 'qery', 'a'],
    'There is no command "log qery"; did you mean "ratchet log query"?',
    /--help/,
  ],
  [['sreve'], 'There is no command "sreve"; did you mean "ratchet serve"?', /--help/],
  [['sreve', '--json'], 'There is no command "sreve"; did you mean "ratchet serve"?', /--help/],
  [['sreve', 'model.txt'], 'There is no command "sreve"; did you mean "ratchet serve"?', /--help/],
  [['frobnicate'], 'There is no command "frobnicate".', /--help/],
])('says what was probably meant by %j', (words, message, hint) => {
  const problem = unknownCommand(words)
  expect(problem.message).toBe(message)
  expect(problem.hint).toMatch(hint)
})
