import { expect, test } from 'vitest'
import { importModel } from '../import-model.ts'
import { modelsOf, readCase } from '../testing/conformance/cases.ts'

const importCase = (name: string) => importModel(readCase(modelsOf('lightgbm'), name).model)

/** The pandas model with another last line. */
function importPandas(levels: string) {
  const text = Buffer.from(readCase(modelsOf('lightgbm'), 'pandas').model).toString('utf8')
  return importModel(Buffer.from(text.replace(/^pandas_categorical:.*$/m, () => levels)))
}

const field = (name: string, rest: object) => ({
  name,
  role: 'feature',
  missing: 'accept',
  ...rest,
})
const category = (name: string, levels: unknown[]) =>
  expect.objectContaining(field(name, { type: 'category', levels, unknownLevel: 'accept' }))

test('pandas levels of every type reach the contract in code order', () => {
  const { contract, notes } = importCase('pandas')
  expect(contract.inputs).toEqual([
    field('größe', { type: 'number', missingSeen: false }),
    category('town', ['', 'a b', 'q"uote', 'Łódź']),
    category('grade', [10, 20, 30]),
    category('rate', [0.5, 1.25]),
    expect.objectContaining(field('flag', { type: 'boolean' })),
  ])
  expect(notes.map((note) => note.code)).toEqual(['preprocessing-unknown'])
})

test('levels of an ordered category, trained as a number, are given out and said to be guessed', () => {
  const { contract, notes } = importCase('pandas-ordered')
  expect(contract.inputs[2]).toEqual(category('grade', [10, 20, 30]))
  expect(notes.map((note) => note.code)).toContain('category-columns-guessed')
})

test('integers beyond 2^53 stay exact, as text', () => {
  const { contract } = importPandas(
    'pandas_categorical:[["a","b","c","d"],[9007199254740993,9007199254740995,1],[0.5,1],[true,false]]',
  )
  expect(contract.inputs[2]).toEqual(
    category('grade', ['9007199254740993', '9007199254740995', '1']),
  )
  expect(contract.inputs[4]).toEqual(category('flag', ['true', 'false']))
})

test.each([
  ['pandas_categorical:[["a","b"]]', 'levels of 1 columns for 4 categorical features'],
  ['pandas_categorical:[["a","a","b","c"],[1,2,3],[1,2],[1,2]]', 'lists of distinct texts'],
  ['pandas_categorical:[[["a"]]]', 'lists of distinct texts'],
  ['pandas_categorical:[["a"', 'lists of distinct texts'],
])('levels that cannot be given out are refused: %s', (line, message) => {
  expect(() => importPandas(line)).toThrow(message)
})

test('categories without levels are taken as codes, and a note says so', () => {
  const { contract, notes } = importPandas('pandas_categorical:null')
  expect(contract.inputs.map(({ type }) => type)).toEqual(Array(5).fill('number'))
  expect(notes[0]).toMatchObject({
    code: 'category-levels-unknown',
    features: ['town', 'grade', 'rate', 'flag'],
  })
})

test('what training saw of missing values is told where the splits tell it', () => {
  const seen = (name: string) => importCase(name).contract.inputs[0]?.missingSeen
  expect(seen('binary')).toBe(true)
  expect(seen('missing-0.0-0.0-use-nan')).toBe(false)
  expect(seen('missing-0.2-0.0-off-nan')).toBeUndefined()
  expect(seen('missing-0.2-0.0-use-zero')).toBeUndefined()
})

test.each([
  ['binary', 'binary', ['label 1', 'probability 2']],
  ['multiclassova', 'multiclass', ['label 1', 'probability 3']],
  ['poisson', 'regression', ['value 1']],
  ['cross-entropy', 'regression', ['value 1']],
  ['lambdarank', 'ranking', ['value 1']],
  ['custom-three', 'regression', ['value 3']],
])('the objective %s is a task of its own: %s', (name, task, outputs) => {
  const { contract, notes } = importCase(name)
  expect(contract.task).toBe(task)
  expect(contract.outputs.map((output) => `${output.name} ${output.width}`)).toEqual(outputs)
  expect(notes.some((note) => note.code === 'link-unknown')).toBe(name.startsWith('custom'))
})
