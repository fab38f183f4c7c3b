import { expect, test } from 'vitest'
import { Problem } from './problem.ts'
import { parseProject } from './project.ts'

const file = 'ratchet.yaml'

test('fills in what a short file leaves open', () => {
  const config = parseProject('ratchet: 1\n', file)
  expect(config).toEqual({
    ratchet: 1,
    data: '.ratchet',
    models: {},
    datasets: {},
    backtests: {},
    recipes: {},
    endpoints: {},
    server: {},
  })
})

test('refuses an unknown key by its line and the nearest known name', () => {
  expect(faults('ratchet: 1\nmodles: {}\n')).toEqual([
    'line 2, the top level: there is no key "modles"; did you mean "models"?',
  ])
})

test('refuses an unknown key below a name that people choose', () => {
  const text = 'ratchet: 1\ndatasets:\n  flights:\n    files: a.parquet\n    lable: late\n'
  expect(faults(text)).toEqual([
    'line 5, datasets.flights: there is no key "lable"; did you mean "label"?',
  ])
})

test('names the known keys where none is near', () => {
  expect(faults('ratchet: 1\nzzzzzzzz: 2\n')[0]).toContain(
    'known are ratchet, data, models, datasets, backtests',
  )
})

const d = 'datasets:\n  d:\n    '
const b = 'backtests:\n  b:\n    dataset: d\n    '
const e = 'endpoints:\n  e:\n    '

test.each([
  [`${d}files: 3`, 'line 4, datasets.d.files: found 3, expected a text or a list.'],
  [`${d}time: date`, 'found "date", expected a mapping with column, zone.'],
  [`${d}time: { column: at }`, 'datasets.d.time.zone: it is missing, expected a text.'],
  [`${b}partition: quarter`, 'found "quarter", expected day, week, month or a mapping.'],
  [
    `${b}partition: { colum: a }`,
    'found a mapping with colum, expected day, week, month or a mapping with column.',
  ],
  [`${e}deadlineMs: fast`, 'found "fast", expected a number.'],
  [`${e}queue: 1.5`, 'found 1.5, expected a whole number.'],
  [`${e}rate: [5]`, 'found a list, expected a mapping with perSecond, burst.'],
  [
    `${e}baseline: { probability: 0.5 }`,
    'line 4, endpoints.e.baseline.probability: found 0.5, expected a list.',
  ],
  ['models: { "A b": {} }', 'a name has 1 to 64 letters'],
])('says of %j what is there and what should be', (text, said) => {
  expect(faults(`ratchet: 1\n${text}\n`).join('\n')).toContain(said)
})

test('refuses text that is no YAML, with the line', () => {
  expect(() => parseProject('ratchet: [1\nmodels: {', file)).toThrow(/ratchet\.yaml, line \d/)
})

test('refuses a form of a later release', () => {
  expect(faults('ratchet: 2\n')[0]).toMatch(/^line 1, ratchet: /)
})

function faults(text: string): readonly string[] {
  try {
    parseProject(text, file)
  } catch (thrown) {
    if (thrown instanceof Problem) return thrown.errors.map(({ detail }) => detail)
    throw thrown
  }
  return []
}

test('a derived column may be called whatever a feature is called', () => {
  const derive = { 'größe (mm)': 'x + 1' }
  const yaml = JSON.stringify({ ratchet: 1, datasets: { d: { files: 'a.csv', derive } } })
  expect(parseProject(yaml, 'ratchet.yaml').datasets['d']?.derive).toEqual(derive)
})
