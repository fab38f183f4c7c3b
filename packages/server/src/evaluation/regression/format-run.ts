import type { TestCaseResult, TestFailure, TestRun } from '@ratchet-ml/protocol'
import { counted } from '../../platform/counted.ts'

const mostShown = 5
const marks: Readonly<Record<TestCaseResult['outcome'], string>> = {
  passed: '✓',
  failed: '✗',
  inconclusive: '?',
  'not-run': '-',
}

/** A run as a test runner prints it: names as sentences, failures with their place. */
export function formatRun(run: TestRun): string {
  const { cases, version, suite } = run
  const head = `${version.name} against ${counted(cases.length, 'case')} of ${counted(suite.files.length, 'file')}`
  const files = [...new Set(cases.map(({ file }) => file))]
  const sections = files.map((file) =>
    [file, ...cases.filter((one) => one.file === file).map(caseText)].join('\n'),
  )
  return [head, ...sections, summary(run)].join('\n\n')
}

function caseText(one: TestCaseResult): string {
  const { name, outcome, checks, failures, because, file } = one
  const compared = checks > 1 ? ` (${checks.toLocaleString('en-US')} comparisons)` : ''
  const head = `  ${marks[outcome]} ${name}${compared}`
  if (failures.length === 0) return head
  const told = failures.slice(0, mostShown).map((failure) => failureText(file, failure))
  const more = failures.length - told.length
  return [
    head,
    ...told,
    ...(more > 0 ? [`      and ${more} more`] : []),
    ...(because === undefined ? [] : [`      because: ${because}`]),
  ].join('\n')
}

/** Where, what was found, what was expected, and how far apart. */
export function failureText(file: string, failure: TestFailure): string {
  const { line, output, found, expected, difference } = failure
  const what = output === undefined ? '' : `${output}: `
  const apart = difference === undefined ? '' : `, difference ${Number(difference.toPrecision(3))}`
  return `      ${file}:${line}  ${what}found ${found}, expected ${expected}${apart}`
}

function summary({ passed, failed, inconclusive, notRun, cases }: TestRun): string {
  if (cases.length === 0) return 'There is no case, so nothing is tested.'
  const parts = [
    `${passed} passed`,
    `${failed} failed`,
    ...(inconclusive > 0 ? [`${inconclusive} inconclusive`] : []),
    ...(notRun > 0 ? [`${notRun} not run`] : []),
  ]
  return parts.join(', ')
}
