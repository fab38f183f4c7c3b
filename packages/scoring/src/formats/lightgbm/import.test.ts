import { expect, test } from 'vitest'
import { listCases, modelsOf, readCase } from '../testing/conformance/cases.ts'
import { compareSource } from '../testing/conformance/compare-source.ts'

const names = listCases(modelsOf('lightgbm'))

test('the fixtures cover at least 50 models', () => {
  expect(names.length).toBeGreaterThanOrEqual(50)
})

test.each(names)('%s: both engines give the margins of LightGBM bit for bit', (name) => {
  const comparison = compareSource(readCase(modelsOf('lightgbm'), name))
  expect(comparison).toMatchObject({ kind: 'compared', rawMismatches: 0 })
  if (comparison.kind === 'refused') return
  expect(comparison.outputUlp).toBeLessThanOrEqual(comparison.allowedUlp)
})
