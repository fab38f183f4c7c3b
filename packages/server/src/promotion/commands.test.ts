import { expect, test } from 'vitest'
import { aContext, anInput } from '../registry/testing/command-context.ts'
import { promotionCommands } from './commands.ts'

test.each([
  [['flights'], {}, 'usage', 'Found "flights", expected NAME@N'],
  [['flights@1'], { endpoint: 'a b' }, 'name-invalid', '--endpoint: found "a b", expected 1 to 64'],
])('promote %j %j is refused as %s', async (words, options, code, message) => {
  const promote = promotionCommands.find(({ name }) => name === 'promote')
  const running = promote?.run(aContext('.'), anInput(words, options))
  await expect(running).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
})
