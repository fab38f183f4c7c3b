import { expect, test } from 'vitest'
import { parseJson } from './parse-json.ts'

const broken: readonly (readonly [string, RegExp])[] = [
  ['', /is not JSON: it ends after 0 characters\./],
  ['{"a":1', /is not JSON from character 6 on\./],
  ['{"a":1 "hunter2"}', /is not JSON from character 7 on\./],
  ['hunter2', /is not JSON\./],
  ['{"a":hunter2}', /is not JSON\./],
  [`{"a":"${'x'.repeat(100)}","b":hunter2}`, /is not JSON\./],
]

test.each(broken)('%s is refused by its place, without a word of it', (text, detail) => {
  const refuse = () => parseJson(text)
  expect(refuse).toThrow(expect.objectContaining({ code: 'body-malformed' }))
  expect(refuse).toThrow(detail)
  expect(refuse).not.toThrow(/hunter2/)
})
