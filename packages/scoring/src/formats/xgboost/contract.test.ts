import { expect, test } from 'vitest'
import { importModel } from '../import-model.ts'
import { modelsOf, readCase } from '../testing/conformance/cases.ts'
import { edited } from './testing/edit-model.ts'

const importCase = (name: string) => importModel(readCase(modelsOf('xgboost'), name).model)
const codesOf = (name: string) => importCase(name).notes.map((note) => note.code)

const field = (name: string, rest: object) => ({
  name,
  role: 'feature',
  missing: 'accept',
  ...rest,
})
const category = (name: string, levels: unknown[]) =>
  field(name, { type: 'category', levels, unknownLevel: 'refuse' })

test.each(['3.4-pandas-json', '3.4-pandas-ubj'])(
  '%s: levels reach the contract in code order, and others are refused',
  (name) => {
    const { contract, notes } = importCase(name)
    expect(contract.inputs).toEqual([
      field('größe', { type: 'number' }),
      category('town', ['', 'a b', 'q"uote', 'Łódź']),
      category('grade', [-10, 20, 300]),
      field('flag', { type: 'boolean' }),
      field('count', { type: 'number' }),
    ])
    expect(notes.map((note) => note.code)).toEqual(['preprocessing-unknown'])
  },
)

test('before 3.1 the file has no levels, and a note names the features that need codes', () => {
  const { contract, notes } = importCase('2.1-pandas-json')
  expect(contract.inputs[1]).toEqual(field('town', { type: 'number' }))
  expect(notes).toContainEqual(
    expect.objectContaining({ code: 'category-levels-unknown', features: ['town', 'grade'] }),
  )
})

test('features without names are numbered, and a note says so', () => {
  const { contract, notes } = importCase('3.4-squarederror')
  expect(contract.inputs.map((input) => input.name)).toEqual(['f0', 'f1', 'f2', 'f3', 'f4'])
  expect(notes[0]).toMatchObject({ code: 'feature-names-unknown', features: [] })
})

test.each([
  ['binary-logistic', 'binary', { label: 1, probability: 2 }, 2],
  ['binary-hinge', 'binary', { label: 1, probability: 2 }, 0],
  ['binary-logitraw', 'regression', { value: 1 }, 0],
  ['multi-softmax', 'multiclass', { label: 1, probability: 3 }, 4],
  ['targets-logistic', 'regression', { value: 2 }, 2],
  ['quantiles', 'regression', { value: 3 }, 0],
  ['expectiles', 'regression', { value: 3 }, 4],
  ['rank-ndcg', 'ranking', { value: 1 }, 0],
])('%s answers as %s', (name, task, outputs, linkUlp) => {
  const { contract } = importCase(`3.4-${name}`)
  expect(contract.task).toBe(task)
  expect(Object.fromEntries(contract.outputs.map((one) => [one.name, one.width]))).toEqual(outputs)
  expect(contract.numeric).toEqual({ raw: 'bit-exact', linkUlp, linkType: 'f32' })
})

test('a best iteration that is not used is noted; one that is the last is not', () => {
  expect(codesOf('3.4-stopped')).toContain('best-iteration-not-used')
  expect(codesOf('1.7-squarederror')).not.toContain('best-iteration-not-used')
})

test('asking for the best iteration takes fewer trees', () => {
  const { model: file } = readCase(modelsOf('xgboost'), '3.4-stopped')
  const treesOf = (bestIteration: boolean) =>
    importModel(file, { bestIteration }).coefficients.get('trees.roots')?.data.length ?? 0
  expect(treesOf(true)).toBeGreaterThan(0)
  expect(treesOf(true)).toBeLessThan(treesOf(false))
})

test.each([
  ['3.4-squarederror', 'found nothing, expected the number of the best iteration'],
  ['3.4-linear', '/learner/gradient_booster/name: found gblinear'],
])('%s has no best iteration to stop at', (name, message) => {
  const { model: file } = readCase(modelsOf('xgboost'), name)
  expect(() => importModel(file, { bestIteration: true })).toThrow(message)
})

test('a LightGBM model has no best iteration to ask for', () => {
  const text = 'tree\nversion=v4\n'
  expect(() => importModel(Buffer.from(text), { bestIteration: true })).toThrow()
})

test('keys that nobody knows are ignored', () => {
  const file = edited('3.4-binary-logistic', (model) => {
    model.learner.gradient_booster.model.trees[0].newer = [{ deep: ['a', null, { b: 1 }] }, 'x\\"]']
    model.learner.attributes = { note: 'any text', best_score: '0.5' }
    model.learner.newer = 'ignored'
  })
  const plain = importCase('3.4-binary-logistic')
  expect(importModel(file).program).toEqual(plain.program)
  expect(importModel(file).coefficients).toEqual(plain.coefficients)
})

test('JSON and UBJSON of one model give the same model', () => {
  const [json, ubjson] = ['3.4-pandas-json', '3.4-pandas-ubj'].map(importCase)
  expect(ubjson?.coefficients).toEqual(json?.coefficients)
  expect(ubjson?.contract).toEqual(json?.contract)
  expect([json?.format, ubjson?.format]).toEqual(['xgboost-json', 'xgboost-ubjson'])
})
