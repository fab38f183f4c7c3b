import type { TestCase } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { appendCase } from './append-case.ts'
import { parseTestFile } from './parse-test-file.ts'

const added: TestCase = {
  name: 'it said "no": 1',
  because: 'a # reason\nin two lines',
  golden: [
    { row: { a: 1.5, b: 'x, y', c: null, 'd e': true }, expect: { raw: [0.1], label: 'no' } },
  ],
}
const text = `# Kept.
ratchetTests: 1 # this too

cases:
    # and this
    - name:   first   # and the spaces
      fuzz: {rows: 3}
`

test('comments and layout of a file stay, byte for byte, and the case stands behind them', () => {
  const written = appendCase(text, 'cases.yaml', added)
  expect(written.startsWith(text)).toBe(true)
  const { cases } = parseTestFile(written, 'cases.yaml')
  expect(cases.map(({ said }) => said.name)).toEqual(['first', added.name])
  expect(cases[1]?.said).toEqual(added)
  expect(written).toMatch(/\n {8}- \{ row: \{.*\}, expect: \{.*\} \}\n$/)
})

test('a second case can be added to the first', () => {
  const once = appendCase(undefined, 'cases.yaml', added)
  const twice = appendCase(once, 'cases.yaml', { ...added, name: 'another' })
  expect(parseTestFile(twice, 'cases.yaml').cases.map(({ said }) => said)).toEqual([
    added,
    { ...added, name: 'another' },
  ])
})

test.each([
  'ratchetTests: 1\ncases: []\n',
  '{ ratchetTests: 1, cases: [{ name: a, fuzz: { rows: 2 } }] } # flow\n',
  'cases:\n- name: a\n  fuzz: {}\n# why\ntolerance: { ulp: 2 }\nratchetTests: 1\n',
])('a file of another layout keeps its comments and takes the case: %j', (other) => {
  const { cases } = parseTestFile(other, 'cases.yaml')
  const written = appendCase(other, 'cases.yaml', added)
  const after = parseTestFile(written, 'cases.yaml').cases.map(({ said }) => said)
  expect(after).toEqual([...cases.map(({ said }) => said), added])
  for (const comment of other.match(/#.*/g) ?? []) expect(written).toContain(comment)
})

test('a file that is not valid is left alone', () => {
  expect(() => appendCase('ratchetTests: 1\n', 'cases.yaml', added)).toThrow(/cases/)
})
