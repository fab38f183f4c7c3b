import type { Check, GateResult } from '@ratchet-ml/protocol'
import { escaped, quoted } from '../regression/junit.ts'
import { gateTitles } from './format-check.ts'

/**
 * A check as JUnit XML, in the form of `ratchet test --junit`: a case a gate. One that says no is a
 * failure, one that could not answer an error.
 *
 * @param seconds how long the check took
 */
export function checkToJunit({ subject, gates }: Check, seconds: number): string {
  const count = (...verdicts: readonly GateResult['verdict'][]) =>
    gates.filter(({ verdict }) => verdicts.includes(verdict)).length
  const counts = `tests="${gates.length}" failures="${count('fail')}" errors="${count('inconclusive', 'error')}"`
  const time = `time="${seconds.toFixed(3)}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name=${quoted(`check of ${subject}`)} ${counts} ${time}>`,
    `  <testsuite name=${quoted(subject)} ${counts} skipped="0" ${time}>`,
    ...gates.map((gate) => caseXml(subject, gate)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function caseXml(subject: string, { gate, verdict, reasons }: GateResult): string {
  const head = `    <testcase name=${quoted(gateTitles[gate])} classname=${quoted(subject)}`
  if (verdict === 'pass') return `${head}/>`
  const tag = verdict === 'fail' ? 'failure' : 'error'
  const message = quoted(reasons[0] ?? verdict)
  const text = escaped(reasons.join('\n'))
  return `${head}><${tag} message=${message} type=${quoted(verdict)}>${text}</${tag}></testcase>`
}
