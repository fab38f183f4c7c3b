// `npm test`: every test that needs nothing but npm, and the closing line that CI reads.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from './node24.mjs'

const report = join(checkout, '.cache', 'test-report.json')
mkdirSync(join(checkout, '.cache'), { recursive: true })

const vitest = join(checkout, 'node_modules', 'vitest', 'vitest.mjs')
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
  cwd: checkout,
  stdio: 'inherit',
})
child.on('exit', (status) => {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = readReport()
  // A file that does not even load has no failed tests, but it has failed.
  const failed = numFailedTests + (numFailedTests === 0 ? numFailedTestSuites : 0)
  process.stdout.write(`\n${numPassedTests} passed, ${failed} failed\n`)
  process.exitCode = status === 0 && failed === 0 && numPassedTests > 0 ? 0 : 1
})

function readReport() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'))
  } catch {
    return { numPassedTests: 0, numFailedTests: 1, numFailedTestSuites: 1 }
  }
}
