// `npm run docs`: writes the reference pages that are made from the schemas and the command line.
// With --check it writes nothing and fails where a page is stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { commandsPage } from './docs/commands-page.ts'
import { modelMetricsPage } from './docs/model-metrics-page.ts'
import { packagePage } from './docs/package-page.ts'
import { eventsPage, metricsPage, problemsPage, projectPage } from './docs/protocol-pages.ts'
import { testCasesPage } from './docs/test-cases-page.ts'

const pages: Readonly<Record<string, string>> = {
  'docs/reference/commands.md': await commandsPage(),
  'docs/reference/events.md': eventsPage(),
  'docs/reference/metrics.md': metricsPage(),
  'docs/reference/model-metrics.md': modelMetricsPage(),
  'docs/reference/package.md': packagePage(),
  'docs/reference/problems.md': problemsPage(),
  'docs/reference/ratchet-yaml.md': projectPage(),
  'docs/reference/test-cases.md': testCasesPage(),
}

const isCheck = process.argv.includes('--check')
for (const [file, text] of Object.entries(pages)) {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue
  if (isCheck) {
    process.stderr.write(`${file} is stale: run npm run docs\n`)
    process.exitCode = 1
  } else {
    writeFileSync(file, text)
    process.stdout.write(`wrote ${file}\n`)
  }
}
