import type { TestCaseResult, TestRun } from '@ratchet-ml/protocol'
import { failureText } from './format-run.ts'

/**
 * A run as JUnit XML, in the form that Jenkins, GitLab, GitHub's reporters and Azure take
 * (junit-10.xsd of the Jenkins xUnit plug-in): a suite for each file. What is inconclusive is an error.
 *
 * @param seconds how long the run took
 */
export function toJunit(run: TestRun, seconds: number): string {
  const files = [...new Set(run.cases.map(({ file }) => file))]
  const suites = files.map((file) => suiteXml(run, file))
  const { failed, inconclusive, cases } = run
  const totals = `tests="${cases.length}" failures="${failed}" errors="${inconclusive}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name=${quoted(`${run.model} ${run.version.name}`)} ${totals} time="${seconds.toFixed(3)}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n')
}

function suiteXml({ cases }: TestRun, file: string): string {
  const own = cases.filter((one) => one.file === file)
  const count = (outcome: TestCaseResult['outcome']) =>
    own.filter((one) => one.outcome === outcome).length
  const counts = `tests="${own.length}" failures="${count('failed')}" errors="${count('inconclusive')}" skipped="${count('not-run')}"`
  return [
    `  <testsuite name=${quoted(file)} ${counts}>`,
    ...own.map(caseXml),
    '  </testsuite>',
  ].join('\n')
}

function caseXml(one: TestCaseResult): string {
  const { name, file, line, kind, checks, outcome } = one
  const head = `    <testcase name=${quoted(name)} classname=${quoted(file)} file=${quoted(file)} line="${line}" assertions="${checks}"`
  if (outcome === 'passed') return `${head}/>`
  if (outcome === 'not-run') return `${head}><skipped/></testcase>`
  const tag = outcome === 'failed' ? 'failure' : 'error'
  const texts = one.failures.map((failure) => failureText(file, failure).trim())
  const message = quoted(texts[0] ?? outcome)
  const all = [...texts, ...(one.because === undefined ? [] : [`because: ${one.because}`])]
  return `${head}><${tag} message=${message} type=${quoted(kind)}>${escaped(all.join('\n'))}</${tag}></testcase>`
}

/** Text as the value of an attribute. */
export function quoted(text: string): string {
  return `"${escaped(text).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** Text as XML has it; what XML 1.0 has no place for becomes U+FFFD. */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? character)
}
