import type { Check, GateResult, Verdict } from '@ratchet-ml/protocol'

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
export function formatCheck({ subject, gates, verdict }: Check): string {
  return [`Check of ${subject}`, '', ...gates.flatMap(linesOf), '', summaryOf(gates, verdict)].join(
    '\n',
  )
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
