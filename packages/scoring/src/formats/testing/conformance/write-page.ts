// `npm run conformance`: compares the fixtures with their source libraries' answers, and writes
// docs/reference/conformance.md.
import { writeFileSync } from 'node:fs'
import { conformancePage, engineRowsPerModel } from './conformance-page.ts'
import { measureConformance } from './measure.ts'

const page = new URL('../../../../../../docs/reference/conformance.md', import.meta.url)
const found = measureConformance(engineRowsPerModel)
writeFileSync(page, conformancePage(found))
for (const { format, libraries } of found.formats) {
  for (const { library, equal, models, rows, engineMismatches, exceptions } of libraries) {
    process.stdout.write(
      `${format} (${library}): ${equal} of ${models} models equal on ${rows} rows; ` +
        `${engineMismatches} rows differ between the engines\n`,
    )
    for (const exception of exceptions) process.stdout.write(`  ${exception}\n`)
    if (equal !== models || engineMismatches !== 0) process.exitCode = 1
  }
}
process.stdout.write('wrote docs/reference/conformance.md\n')
