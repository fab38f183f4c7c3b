import type { Check, GateResult, Verdict } from '@ratchet-ml/protocol'
import { gateTitles, summaryOf, unasked } from './format-check.ts'

const signs: Readonly<Record<Verdict, string>> = {
  pass: '✅ pass',
  fail: '❌ fail',
  inconclusive: '❔ inconclusive',
  error: '⚠️ error',
}

/** A check as a table for a pull request: a row a gate, its reasons beside it. */
export function toMarkdown(check: Check): string {
  const { subject, gates, verdict, version, recipe } = check
  return [
    `### ${cellOf(subject)}: ${signs[verdict]}`,
    '',
    '| gate | answer | reasons |',
    '| --- | --- | --- |',
    ...gates.map(rowOf),
    '',
    summaryOf(gates, verdict),
    ...unasked(check),
    '',
    `<sub>${recipe === undefined ? 'version' : 'recipe'} \`${version.slice(0, 19)}\`, check \`${check.id.slice(0, 19)}\`, Ratchet ${check.release}</sub>`,
    '',
  ].join('\n')
}

function rowOf({ gate, verdict, reasons }: GateResult): string {
  return `| ${gateTitles[gate]} | ${signs[verdict]} | ${reasons.map(cellOf).join('<br>')} |`
}

/** Text that neither ends a cell nor begins anything else. */
function cellOf(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\|`*_[\]]/g, (character) => `\\${character}`)
    .replaceAll(/\s*\n\s*/g, '<br>')
}
