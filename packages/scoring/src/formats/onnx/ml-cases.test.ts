import { expect, test } from 'vitest'
import { functionOf, readMlCases, runMlCase } from './testing/ml-cases.ts'

/** Functions of which a model is refused, each with the reason (docs/reference/onnx.md). */
const refused: Readonly<Record<string, string>> = {
  'node: test_ai_onnx_ml_array_feature_extractor': 'ArrayFeatureExtractor',
  'reference: test_array_feature_extractor': 'ArrayFeatureExtractor',
  'reference: test_tree_ensemble_regressor_missing_opset5_float16': 'float16',
  'reference: test_onnxrt_tfidf_vectorizer_ints': 'TfIdfVectorizer',
  'reference: test_onnxrt_tfidf_vectorizer_strings': 'TfIdfVectorizer',
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
