import { expect, test } from 'vitest'
import { createScorer } from '../../kernels/scorer.ts'
import { importModel } from '../import-model.ts'
import { jsonOf } from './testing/edit-model.ts'

/** The margin of a model whose base margin, thresholds and leaves are all -0. */
function marginOf(name: string): number | undefined {
  const text = jsonOf(name)
    .replace(/"name":"[a-z]+:[a-z]+"/, '"name":"reg:squarederror"')
    .replace(/("base_score":"\[?)[^"\]]*/, '$1-0E0')
    .replaceAll(/(?<="split_conditions":\[)[^\]]*/g, (list) => list.replaceAll(/[^,]+/g, '-0E0'))
  const { program, coefficients, contract } = importModel(Buffer.from(text))
  const scorer = createScorer(program, coefficients, contract)
  const scored = scorer.allocate(1)
  scorer.score(new Float64Array(scorer.featureCount), 1, scored)
  return scored.raw[0]
}

// As the libraries of these versions answer: dart before 3.4 adds its trees to zero first.
test.each([
  ['1.7-binary-logistic', -0],
  ['3.4-binary-logistic', -0],
  ['1.7-dart-deep', 0],
  ['2.1-dart-deep', 0],
  ['3.4-dart-deep', -0],
])('%s of nothing but negative zeros answers %d', (name, margin) => {
  expect(marginOf(name)).toBe(margin)
})
