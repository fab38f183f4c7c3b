import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { conformancePage, engineRowsPerModel } from './conformance-page.ts'
import { type Conformance, measureConformance } from './measure.ts'

const page = new URL('../../../../../../docs/reference/conformance.md', import.meta.url)
/** The page's 10,000 rows a model take a while: as long as a few show no difference, they stand. */
const fewRows = 500

test('the conformance page says what the fixtures give', () => {
  const found = measureConformance(fewRows)
  const libraries = found.formats.flatMap((format) => format.libraries)
  expect(libraries.map((one) => one.engineMismatches)).toEqual(libraries.map(() => 0))
  expect(conformancePage(withAllRows(found))).toBe(readFileSync(page, 'utf8'))
})

function withAllRows(found: Conformance): Conformance {
  const formats = found.formats.map((format) => ({
    ...format,
    libraries: format.libraries.map((one) => ({
      ...one,
      engineRows: (one.engineRows / fewRows) * engineRowsPerModel,
    })),
  }))
  return { ...found, formats }
}
