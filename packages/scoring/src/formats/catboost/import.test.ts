import { log } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { mixHash } from '../../kernels/mix-hash.ts'
import { createScorer } from '../../kernels/scorer.ts'
import { importModel } from '../import-model.ts'
import { listCases, modelsOf, readCase } from '../testing/conformance/cases.ts'
import { compareSource } from '../testing/conformance/compare-source.ts'
import { readCategories } from './levels.ts'
import { Section } from './section.ts'

const folder = modelsOf('catboost')
const names = listCases(folder)

test('the fixtures cover every kind of statistic, tree and missing value', () => {
  const tags = new Set(names.flatMap((name) => readCase(folder, name).switches))
  expect(names.length).toBeGreaterThanOrEqual(30)
  for (const tag of [
    ...['Borders', 'Buckets', 'BinarizedTargetMeanValue', 'Counter', 'combinations', 'categories'],
    ...['Depthwise', 'Lossguide', 'NaN Min', 'NaN Max', 'MultiClass', 'RMSEWithUncertainty'],
  ]) {
    expect(tags, tag).toContain(tag)
  }
})

test.each(names)('%s: both engines give the margins of CatBoost bit for bit', (name) => {
  const comparison = compareSource(readCase(folder, name))
  expect(comparison).toMatchObject({ kind: 'compared', rawMismatches: 0 })
  if (comparison.kind === 'refused') return
  expect(comparison.outputUlp).toBeLessThanOrEqual(comparison.allowedUlp)
})

test('the contract has the features by name and the categories by their texts', () => {
  const { contract, format } = importModel(readCase(folder, 'combinations').model)
  expect(format).toBe('catboost-json')
  expect(contract.task).toBe('binary')
  expect(contract.classes).toEqual([0, 1])
  const [size, kind, side, place] = contract.inputs
  expect(size).toEqual({
    name: 'size',
    role: 'feature',
    type: 'number',
    missing: 'accept',
    missingSeen: false,
  })
  expect(kind).toMatchObject({ name: 'kind', type: 'category', unknownLevel: 'accept' })
  expect(kind?.levels?.toSorted()).toEqual(['a', 'b', 'c', 'd'])
  expect(side?.levels?.toSorted()).toEqual(['x', 'y'])
  expect(place?.levels).toContain('é8')
  expect(place?.missing).toBe('refuse')
})

test('a feature without statistics has the categories that it asks for, not those of others', () => {
  const texts = ['red', 'green', 'S', 'M', 'L', 'yes', 'no']
  const list = texts.map((value, hash) => ({ hash, value }))
  const asked = { color: [0, 1], size: [2, 3, 4], smoker: [5], married: [5] }
  const features = Object.entries(asked).map(([name, asked], flat) => ({ flat, name, asked }))
  const known = readCategories(
    new Section({ cat_features_hash: list }, '/features_info'),
    { floats: new Map(), categories: new Map(features.entries()), count: 4 },
    { ctrs: [], tables: [] },
  )
  const found = [...known.values()].map((levels) => levels.map(({ text }) => text).join(' '))
  // Nobody asks for "no", so that it may be anybody's.
  expect(found).toEqual(['red green no', 'S M L no', 'yes no', 'yes no'])
})

test('a feature that decides nothing has all categories where the statistics of others have them', () => {
  const hash = { low: 0, high: 0 }
  mixHash(hash, 7)
  const hashes = BigUint64Array.of((BigInt(hash.high) << 32n) | BigInt(hash.low))
  const table = { hashes, numbers: Float64Array.of(1), width: 1, denominator: 1 }
  const features = ['color', 'idle'].map((name, flat) => ({ flat, name, asked: [] }))
  const known = readCategories(
    new Section({ cat_features_hash: [{ hash: 7, value: 'red' }] }, '/features_info'),
    { floats: new Map(), categories: new Map(features.entries()), count: 2 },
    { ctrs: [], tables: [{ elements: [{ kind: 'category', feature: 0 }], table }] },
  )
  expect([...known.values()]).toEqual([[{ text: 'red', hash: 7 }], [{ text: 'red', hash: 7 }]])
})

test('a category that training never saw is answered as CatBoost answers it', () => {
  const { program, coefficients, contract } = importModel(readCase(folder, 'combinations').model)
  const scorer = createScorer(program, coefficients, contract)
  const into = scorer.allocate(1)
  scorer.score(Float64Array.of(0.5, Number.NaN, Number.NaN, Number.NaN), 1, into)
  expect(into.raw[0]).toSatisfy(Number.isFinite)
})

test('a threshold of the probability decides the label', () => {
  const text = new TextDecoder().decode(readCase(folder, 'combinations').model)
  const document = JSON.parse(text)
  document.model_info.binclass_probability_threshold = '0.3'
  const { program } = importModel(new TextEncoder().encode(JSON.stringify(document)))
  const step = program.steps.find(({ op }) => op === 'threshold@1')
  expect(step).toMatchObject({ in: 'margins', orEqual: false })
  expect(step?.op === 'threshold@1' ? step.bound : 0).toBeCloseTo(log(0.3 / 0.7), 12)
})
