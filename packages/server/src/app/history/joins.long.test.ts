import { test } from 'vitest'
import { checkJoins } from './testing/check-joins.ts'

test('the views say what the rule says, whatever has become a table and as of any time', async () => {
  await checkJoins(60)
})
