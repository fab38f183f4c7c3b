import { expect, test } from 'vitest'
import { Refusal } from '../../refusals.ts'
import { modelsOf, readCases } from '../testing/conformance/cases.ts'
import { compareSource, isEqual } from '../testing/conformance/compare-source.ts'
import {
  functionOf,
  readMlCases,
  readPlainCases,
  readRuntimeCases,
  runMlCase,
} from './testing/ml-cases.ts'

/** Functions of which a model is refused, each with the reason (docs/reference/onnx.md). */
const refused: Readonly<Record<string, string>> = {
  'node: test_ai_onnx_ml_array_feature_extractor': 'rows beside 3',
  'reference: test_array_feature_extractor': 'ArrayFeatureExtractor',
}

test('answers the tests that ONNX has for ai.onnx.ml as they want it, or refuses by name', () => {
  const cases = readMlCases()
  expect(new Set(cases.map(functionOf)).size).toBe(48)
  for (const one of cases) {
    const found = runMlCase(one)
    const reason = refused[functionOf(one)]
    if (reason === undefined) expect([one.name, found]).toEqual([one.name, 'equal'])
    else expect([one.name, String(found)]).toEqual([one.name, expect.stringContaining(reason)])
  }
})

test('answers node cases of plain operators as ONNX wants it, or refuses what mixes rows', () => {
  const found = readPlainCases().map((one) => {
    const result = runMlCase(one)
    const isShares = typeof result === 'string' && result !== 'equal'
    // What ends in a sigmoid is taken for the share of a class, and no test of theirs means it so.
    return { name: one.name, result: isShares ? runMlCase(one, { task: 'regression' }) : result }
  })
  const wrong = found.filter(({ result }) => !(result instanceof Refusal) && result !== 'equal')
  const broken = found.filter(
    ({ result }) => result instanceof Refusal && result.code !== 'model-unsupported',
  )
  expect({ wrong, broken }).toEqual({ wrong: [], broken: [] })
  expect(found.filter(({ result }) => result === 'equal').length).toBe(134)
})

/** Tests of onnxruntime that are refused, or answered otherwise, each with the reason (docs/reference/onnx.md). */
const unlikeRuntime: readonly (readonly [name: RegExp, reason: string])[] = [
  [/^ArrayFeatureExtractor/, 'differs from row to row'],
  [/^CastMap: (DenseFloatToInt64|FloatToString)/, 'a dictionary'],
  [/^(CategoryMapper|LabelEncoder): .*[Tt]oString|^LabelEncoder: .*NaNsMapped/, 'no label'],
  [/^LabelEncoder: FloatToFloatOpset2/, 'stands for NaN'],
  [/^LinearClassifier: LinearClassifierBinaryWithLabels/, '-0.0401'],
  [/^LinearRegressor/, '1, not 32'],
  [/^Normalizer: SingleDimension/, 'rows of 0 dimensions'],
  [/^Normalizer: TwoDimension/, 'Y[0]: -1, not'],
  [/^SVMRegressor: SVMRegressorNuSVCPolyKernel/, '3.8924'],
  [/^TreeEnsembleClassifier: TreeEnsembleClassifierBinary$/, '1 classes'],
  [/^TreeEnsembleClassifier: TreeEnsembleClassifierBinaryProbabilities/, '0, not 1'],
  [/^ZipMap: ZipMapOpInt64Float1D/, 'one a column'],
]

test('answers what the tests of onnxruntime have as they want it, but for what has a reason', () => {
  const found = readRuntimeCases().flatMap((one) => {
    const result = runMlCase(one)
    return result === 'equal' ? [] : [{ name: one.name, result: String(result) }]
  })
  const reasonOf = (name: string) => unlikeRuntime.find(([pattern]) => pattern.test(name))?.[1]
  const odd = found.filter(({ name, result }) => !result.includes(reasonOf(name) ?? '\0'))
  expect({ odd, equal: readRuntimeCases().length - found.length }).toEqual({ odd: [], equal: 146 })
})

test('counts the words of texts as onnxruntime does', () => {
  const texts = [...readCases(modelsOf('onnx'))].filter(({ name }) => name.includes('vectorizer'))
  const found = texts.map((one) => ({ name: one.name, isEqual: isEqual(compareSource(one)) }))
  expect(found.filter((one) => !one.isEqual)).toEqual([])
  expect(found.length).toBe(8)
})
