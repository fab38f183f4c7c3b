import { expect, test } from 'vitest'
import { parseTestFile } from './parse-test-file.ts'
import { aFile } from './testing/run-text.ts'

const golden = 'golden:\n  - { row: { a: 1 }, expect: { value: 1 } }'

test('a case knows its line, and the lines of what it says', () => {
  const [one] = parseTestFile(aFile(golden), 'cases.yaml').cases
  expect([one?.line, one?.lineOf('golden', 0), one?.lineOf('golden', 0, 'expect')]).toEqual([
    3, 5, 5,
  ])
})

test('the tolerance of a case goes before that of its file', () => {
  const text = aFile(`${golden}\ntolerance: { ulp: 3 }`, 'tolerance: { absolute: 0.5 }\n')
  expect(parseTestFile(text, 'cases.yaml').cases[0]?.tolerance).toEqual({ ulp: 3 })
  const other = aFile(golden, 'tolerance: { absolute: 0.5 }\n')
  expect(parseTestFile(other, 'cases.yaml').cases[0]?.tolerance).toEqual({ absolute: 0.5 })
  expect(parseTestFile(aFile(golden), 'cases.yaml').cases[0]?.tolerance).toEqual({ absolute: 1e-9 })
})

test.each([
  [
    'a key that is not known',
    aFile(golden).replace('golden', 'goldne'),
    /line 4.*did you mean "golden"\?/,
  ],
  ['a key within a kind', aFile('fuzz: { row: 3 }'), /line 4.*did you mean "rows"\?/],
  ['no kind', aFile('because: nothing'), /line 3, case "it holds": it has no kind/],
  ['two kinds', aFile(`${golden}\nfuzz: {}`), /it has golden and fuzz; expected one/],
  ['an expectation of NaN', aFile(golden).replace('value: 1', 'value: .nan'), /line 5/],
  ['a file of another form', 'ratchetTests: 2\ncases: []\n', /line 1/],
  ['no cases', 'ratchetTests: 1\n', /cases/],
  ['an empty file', '', /cases.yaml/],
  ['broken YAML', 'ratchetTests: 1\ncases:\n  - name: "a\n', /line 4/],
  ['a name twice in a mapping', 'ratchetTests: 1\nratchetTests: 1\ncases: []\n', /line 2/],
])('a fault is told by file and line: %s', (_, text, detail) => {
  expect(() => parseTestFile(text, 'cases.yaml')).toThrow(
    expect.objectContaining({ code: 'test-file-invalid', message: expect.stringMatching(detail) }),
  )
})
