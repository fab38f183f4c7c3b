import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aDearPackage, aPricePackage, fields } from '../testing/packages.ts'
import { aFile, runText } from '../testing/run-text.ts'

const price = await aPricePackage()
const dear = await aDearPackage()
const row = '{ rooms: 4, age: 10, ignored: 1, town: A }'

async function outcomeOf(kind: string, pkg = price) {
  const [result] = await runText(aFile(kind), pkg)
  return result
}

test.each([
  ['golden', 'golden:\n  - { row: ROW, expect: { value: 117, raw: 117 } }'],
  [
    'golden, refused',
    'golden:\n  - { row: { rooms: 101, age: 1 }, expect: { refused: row-range } }',
  ],
  ['answer', 'answer:\n  rows: [ROW]\n  holds: value > 116 and raw.0 < 118'],
  ['invariance', 'invariance:\n  rows: [ROW]\n  change: { ignored: [0, -7, null] }'],
  ['invariance, drawn', 'invariance:\n  draw: 20\n  change: { ignored: any }'],
  ['direction', 'direction:\n  rows: [ROW]\n  raise: rooms\n  by: 1\n  answer: rises'],
  ['direction, falling', 'direction: { draw: 20, raise: age, by: 1, answer: falls }'],
  ['monotonic', 'monotonic: { rows: [ROW], field: rooms, over: [0, 1, 50, 100], answer: rises }'],
  ['symmetry', 'symmetry: { rows: [{ age: 5, ignored: 5 }], swap: [age, ignored] }'],
  [
    'metamorphic',
    'metamorphic:\n  rows: [ROW]\n  others:\n    bigger: { compute: { rooms: rooms * 2 } }\n    moved: { set: { town: B } }\n  holds: bigger.value - base.value == 12 and moved.value == base.value + 10',
  ],
  ['fuzz', 'fuzz: { rows: 300 }'],
])('a case that holds passes: %s', async (_, kind) => {
  expect(await outcomeOf(kind.replace('ROW', row))).toMatchObject({
    outcome: 'passed',
    failures: [],
  })
})

test.each([
  [
    'golden:\n  - { row: ROW, expect: { value: 118 } }',
    { output: 'value', found: '117', expected: '118 ±1e-9', difference: 1, line: 5 },
  ],
  [
    'golden:\n  - { row: ROW, expect: { refused: row-range } }',
    { found: 'an answer', expected: 'refused with row-range' },
  ],
  ['golden:\n  - { row: { age: null }, expect: { value: 1 } }', { expected: 'an answer' }],
  [
    'answer:\n  rows:\n    - ROW\n  holds: value > 117',
    { found: 'value = 117', expected: 'value > 117', line: 6 },
  ],
  [
    'invariance:\n  rows: [ROW]\n  change: { town: [A, B] }',
    { output: 'value', found: '127 with town = "B"', difference: 10 },
  ],
  [
    'direction: { rows: [ROW], raise: ignored, to: 5, answer: rises }',
    { found: '117 with ignored = 5', expected: 'more than 117, with ignored = 1' },
  ],
  [
    'monotonic: { rows: [ROW], field: rooms, over: [1, 2, 3], answer: falls }',
    { found: '111 with rooms = 2', expected: 'at most 108, as with rooms = 1' },
  ],
  [
    'symmetry: { rows: [ROW], swap: [rooms, age] }',
    { found: '138 with rooms and age exchanged', difference: 21 },
  ],
  [
    'metamorphic: { rows: [ROW], others: { old: { set: { age: 50 } } }, holds: old.value > base.value }',
    { found: 'old.value = 97, base.value = 117', expected: 'old.value > base.value' },
  ],
])(
  'a case that does not hold says where, what was found and what was expected: %s',
  async (kind, told) => {
    const result = await outcomeOf(kind.replace('ROW', row))
    expect(result?.outcome).toBe('failed')
    expect(result?.failures[0]).toMatchObject(told)
  },
)

test('labels are compared exactly, and probabilities by their class', async () => {
  const golden = (expected: string) => `golden:\n  - { row: ${row}, expect: ${expected} }`
  const good = '{ label: cheap, probability.dear: 0.0474, probability: [0.9526, 0.0474] }'
  const near = `${golden(good)}\ntolerance: { absolute: 0.001 }`
  expect(await outcomeOf(near, dear)).toMatchObject({ outcome: 'passed', checks: 4 })
  const wrong = await outcomeOf(golden('{ label: dear }'), dear)
  expect(wrong?.failures).toMatchObject([{ found: '"cheap"', expected: '"dear"' }])
})

test('a relation of a binary model is about the second class unless it says', async () => {
  const kind = `direction: { rows: [${row}], raise: rooms, by: 3, answer: rises }`
  expect(await outcomeOf(kind, dear)).toMatchObject({ outcome: 'passed' })
  const other = `direction: { rows: [${row}], raise: rooms, by: 3, answer: rises, of: probability.cheap }`
  expect(await outcomeOf(other, dear)).toMatchObject({ outcome: 'failed' })
})

test('a tolerance is absolute, relative or in units in the last place', async () => {
  const golden = (tolerance: string) =>
    `golden:\n  - { row: ${row}, expect: { value: 117.00000000000003 } }\ntolerance: ${tolerance}`
  const passes = async (tolerance: string) => (await outcomeOf(golden(tolerance)))?.outcome
  expect(await passes('{ ulp: 1 }')).toBe('failed')
  expect(await passes('{ ulp: 2 }')).toBe('passed')
  expect(await passes('{ relative: 1e-16 }')).toBe('failed')
  expect(await passes('{ relative: 1e-15 }')).toBe('passed')
  expect(await passes('{ absolute: 0 }')).toBe('failed')
})

test.each([
  ['golden:\n  - { row: { room: 4 }, expect: { value: 1 } }', /line 5.*no field "room"/, 'rooms'],
  [
    'golden:\n  - { row: ROW, expect: { probability: [0, 1] } }',
    /no output of a regression model "probability"/,
    'value',
  ],
  [
    'golden:\n  - { row: ROW, expect: { value: [1, 2] } }',
    /value has 1 numbers, and 2 are expected/,
    '',
  ],
  [
    'golden:\n  - { row: ROW, expect: { value: high } }',
    /value is a number; "high" is expected/,
    '',
  ],
  ['golden:\n  - { row: ROW, expect: {} }', /expects nothing/, ''],
  [
    'golden:\n  - { row: ROW, expect: { refused: row-ranges } }',
    /no refusal "row-ranges"/,
    'row-range',
  ],
  ['table: { columns: [rooms, age], rows: [[1, 2]] }', /no column says what is expected/, 'expect'],
  ['table: { columns: [rooms, expect value], rows: [[1, 2], [1]] }', /1 values for 2 columns/, ''],
  ['table: { columns: [roms, expect value], rows: [[1, 2]] }', /no field "roms"/, 'rooms'],
  ['answer:\n  rows: [ROW]\n  holds: value', /is a number, and no condition/, 'value > 0'],
  ['answer:\n  rows: [ROW]\n  holds: valeu > 1', /found "valeu", expected a column/, 'value'],
  ['answer:\n  holds: value > 1', /needs rows/, 'draw'],
  ['invariance: { rows: [ROW], change: { ingored: [1] } }', /no field "ingored"/, 'ignored'],
  ['direction: { rows: [ROW], raise: rooms, answer: rises }', /either `to` or `by`/, ''],
  [
    'direction: { rows: [ROW], raise: rooms, to: 4, answer: rises }',
    /rooms is 4, which 4 does not raise/,
    '',
  ],
  [
    'direction: { rows: [ROW], raise: rooms, by: 1, answer: rises, of: valeu }',
    /no number of a regression model "valeu"/,
    'value',
  ],
  [
    'monotonic: { rows: [ROW], field: rooms, over: [1, 1], answer: rises }',
    /must rise; 1 follows 1/,
    '',
  ],
  [
    'metamorphic: { rows: [ROW], others: { o: { compute: { rooms: roms * 2 } } }, holds: o.value > 1 }',
    /no field "roms"/,
    'rooms',
  ],
  [
    'metamorphic: { rows: [ROW], others: { base: {} }, holds: base.value > 1 }',
    /`base` is the row itself/,
    '',
  ],
  ['floor: { dataset: nothing, metric: rmse, atMost: 1 }', /no dataset "nothing"/, 'none'],
  ['floor: { dataset: nothing, metric: rsme, atMost: 1 }', /no metric "rsme"/, 'rmse'],
  [
    'floor: { dataset: nothing, metric: auc, atMost: 1 }',
    /auc is a metric for binary.*the model is regression/,
    'rmse',
  ],
  [
    'floor: { dataset: nothing, metric: interval-coverage, atMost: 1 }',
    /needs interval predictions, which a floor lacks/,
    'rmse',
  ],
  ['floor: { dataset: nothing, metric: rmse }', /`atLeast` or `atMost`/, ''],
])('a case that does not fit the model is refused by its line: %s', async (kind, detail, hint) => {
  const thrown = await outcomeOf(kind.replace('ROW', row)).catch((problem: unknown) => problem)
  expect(thrown).toMatchObject({
    code: 'test-file-invalid',
    message: expect.stringMatching(detail),
  })
  if (hint !== '') expect((thrown as { hint?: string }).hint).toContain(hint)
})

test('fuzz finds that a weight of zero times infinity is no number', async () => {
  const open = fields.map(({ range: _range, ...field }) => field)
  const [result] = await runText(aFile('fuzz: { rows: 300 }'), await aPricePackage(open))
  expect(result?.outcome).toBe('failed')
  expect(result?.failures[0]).toMatchObject({ output: 'value', expected: 'a number' })
  expect(result?.failures[0]?.found).toMatch(/^NaN, of .*"-?Infinity"/)
})

test('invariance holds of whatever field a model ignores, and of no field that it minds', async () => {
  const number = fc.integer({ min: -1000, max: 1000 })
  const values = fc.record({ rooms: fc.nat(100), age: number, ignored: number })
  await fc.assert(
    fc.asyncProperty(values, number, async (base, value) => {
      fc.pre(value !== base.age)
      const changed = (field: string) =>
        outcomeOf(`invariance: ${JSON.stringify({ rows: [base], change: { [field]: [value] } })}`)
      expect((await changed('ignored'))?.outcome).toBe('passed')
      expect((await changed('age'))?.outcome).toBe('failed')
    }),
    { numRuns: 50 },
  )
})
