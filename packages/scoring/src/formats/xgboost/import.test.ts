import { expect, test } from 'vitest'
import { compareCase } from './testing/compare-case.ts'
import { fixtureFolder, listCases, readCase } from './testing/read-case.ts'

const names = listCases(fixtureFolder)

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
  const source = readCase(fixtureFolder, name)
  for (const engine of ['reference', 'kernels'] as const) {
    const distance = compareCase(source, engine)
    expect(distance).toMatchObject({ engine, rawMismatches: 0 })
    expect(distance.outputUlp, engine).toBeLessThanOrEqual(distance.allowedUlp)
  }
})
