import { expect, test } from 'vitest'
import { compareCase } from './testing/compare-case.ts'
import { fixtureFolder, listCases, readCase } from './testing/read-case.ts'

const names = listCases(fixtureFolder)

test('the fixtures cover at least 50 models', () => {
  expect(names.length).toBeGreaterThanOrEqual(50)
})

test.each(names)('%s: both engines give the margins of LightGBM bit for bit', (name) => {
  const source = readCase(fixtureFolder, name)
  for (const engine of ['reference', 'kernels'] as const) {
    const distance = compareCase(source, engine)
    expect(distance).toMatchObject({ engine, rawMismatches: 0 })
    expect(distance.outputUlp, engine).toBeLessThanOrEqual(distance.allowedUlp)
  }
})
