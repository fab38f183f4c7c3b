import { expect, test } from 'vitest'
import { unknownCommand } from './unknown-command.ts'

test.each([
  [['log'], '"log" is the first word of 4 commands.', /ratchet log tail, ratchet log query/],
  [['log', 'qery'], 'There is no command "log"; did you mean "ratchet log query"?', /--help/],
  [['sreve'], 'There is no command "sreve"; did you mean "ratchet serve"?', /--help/],
  [['frobnicate'], 'There is no command "frobnicate".', /--help/],
])('says what was probably meant by %j', (words, message, hint) => {
  const problem = unknownCommand(words)
  expect(problem.message).toBe(message)
  expect(problem.hint).toMatch(hint)
})
