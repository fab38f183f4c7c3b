import { expect, test } from 'vitest'
import { listCases, modelsOf, readCase } from '../testing/conformance/cases.ts'
import { compareSource } from '../testing/conformance/compare-source.ts'

const names = listCases(modelsOf('xgboost'))

test('the fixtures cover at least 150 models of five versions', () => {
  expect(names.length).toBeGreaterThanOrEqual(150)
  expect([...new Set(names.map((name) => name.slice(0, 3)))]).toEqual([
    '1.0',
    '1.3',
    '1.7',
    '2.1',
    '3.4',
  ])
})

test.each(names)('%s: both engines give the margins of XGBoost bit for bit', (name) => {
  const comparison = compareSource(readCase(modelsOf('xgboost'), name))
  expect(comparison).toMatchObject({ kind: 'compared', rawMismatches: 0 })
  if (comparison.kind === 'refused') return
  expect(comparison.outputUlp).toBeLessThanOrEqual(comparison.allowedUlp)
})
