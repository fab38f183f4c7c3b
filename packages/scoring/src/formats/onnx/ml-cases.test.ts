import { expect, test } from 'vitest'
import { Refusal } from '../../refusals.ts'
import { functionOf, readMlCases, readPlainCases, runMlCase } from './testing/ml-cases.ts'

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
  const found = readPlainCases().map((one) => ({ name: one.name, result: runMlCase(one) }))
  const wrong = found.filter(({ result }) => !(result instanceof Refusal) && result !== 'equal')
  const broken = found.filter(
    ({ result }) => result instanceof Refusal && result.code !== 'model-unsupported',
  )
  expect({ wrong, broken }).toEqual({ wrong: [], broken: [] })
  expect(found.filter(({ result }) => result === 'equal').length).toBeGreaterThan(90)
})
