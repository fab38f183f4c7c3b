import { readFileSync } from 'node:fs'
import { testKinds } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { parseTestFile } from './parse-test-file.ts'
import { aPricePackage } from './testing/packages.ts'
import { runText } from './testing/run-text.ts'

const page = readFileSync(
  new URL('../../../../../docs/reference/test-cases.md', import.meta.url),
  'utf8',
)
const examples = [...page.matchAll(/^## (\w+)\n[\s\S]*?```yaml\n([\s\S]*?)```/gm)]

test('the reference has every kind of case, each with an example that passes', async () => {
  expect(examples.map(([, kind]) => kind)).toEqual(Object.keys(testKinds))
  const price = await aPricePackage()
  for (const [, kind, text = ''] of examples) {
    const [one] = parseTestFile(text, 'page').cases
    expect(one?.kind).toBe(kind)
    if (kind === 'floor') continue // there is no dataset here
    expect(await runText(text, price), text).toMatchObject([{ outcome: 'passed' }])
  }
})
