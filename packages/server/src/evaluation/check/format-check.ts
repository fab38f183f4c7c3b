import type { Check, GateResult, Verdict } from '@ratchet-ml/protocol'
import { gateNames } from './types.ts'

const marks: Readonly<Record<Verdict, string>> = {
  pass: '✓',
  fail: '✗',
  inconclusive: '?',
  error: '!',
}

/** What each gate is called, and what it asks. */
export const gateTitles: Readonly<Record<GateResult['gate'], string>> = {
  verify: 'verify',
  test: 'test',
  requirements: 'requirements',
  backtest: 'back-test',
  champion: 'champion',
}

/** A check as a test runner prints it: a line a gate, its reasons below. */
export function formatCheck(check: Check): string {
  const { subject, gates, verdict } = check
  const lines = [...unasked(check), ...gates.flatMap(linesOf)]
  return [`Check of ${subject}`, '', ...lines, '', summaryOf(gates, verdict)].join('\n')
}

/** What cannot be asked of a recipe. */
export function unasked({ recipe, gates }: Check): readonly string[] {
  if (recipe === undefined) return []
  const names = gateNames.filter((name) => !gates.some(({ gate }) => gate === name))
  const titles = names.map((name) => gateTitles[name])
  return [`Not asked: ${titles.join(', ')}. A recipe has no version yet.`]
}

function linesOf({ gate, verdict, reasons }: GateResult): readonly string[] {
  const said = verdict === 'pass' ? '' : `: ${verdict}`
  const lines = reasons.flatMap((reason) => reason.split('\n'))
  return [`${marks[verdict]} ${gateTitles[gate]}${said}`, ...lines.map((line) => `    ${line}`)]
}

/** The counts, and what follows. */
export function summaryOf(gates: readonly GateResult[], verdict: Verdict): string {
  const passed = gates.filter((one) => one.verdict === 'pass').length
  const others = gates.filter((one) => one.verdict !== 'pass').map(({ gate }) => gateTitles[gate])
  if (verdict === 'pass') return `${passed} of ${gates.length} gates pass.`
  return `${passed} of ${gates.length} gates pass; not ${others.join(', ')}. The verdict is ${verdict}.`
}
