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

test('says what a value of the wrong type should have been', () => {
  expect(faults('ratchet: 1\ndatasets:\n  flights:\n    files: 3\n')[0]).toMatch(
    /^line 4, datasets\.flights\.files: /,
  )
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
