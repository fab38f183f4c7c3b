import type { Backtest, GateResult, Verdict } from '@ratchet-ml/protocol'
import { verdictOf } from '../../requirements/policy.ts'
import { isMachineMetric } from '../../requirements/types.ts'
import { judgeAnswers } from '../judge-answers.ts'
import { reasonsOf } from '../judged.ts'
import { worstOf } from '../policy.ts'
import type { Backtested } from '../run-backtest.ts'
import type { Subject } from '../subject.ts'

/** Is what is required of the answers there, on rows that count, and is nothing leaked into them? */
export function backtestGate(
  { agreed }: Pick<Subject, 'agreed'>,
  backtested: Backtested | undefined,
): GateResult {
  const gate = 'backtest'
  if (backtested === undefined) {
    const because = 'No requirement is about the answers, and no back-test is declared.'
    return { gate, verdict: 'pass', reasons: [because] }
  }
  const { document, subject } = backtested
  const judged = judgeAnswers(
    agreed?.requirements ?? [],
    backtested,
    ({ metric, against }) => !isMachineMetric(metric) && against !== 'champion',
  )
  const leaks = leaksOf(document, subject)
  const none = judged.length === 0 ? ['No requirement is about the answers alone.'] : []
  return {
    gate,
    verdict: worstOf([verdictOf(judged), leaks.verdict]),
    reasons: [...leaks.reasons, ...reasonsOf(judged), ...none, ...leaks.skipped],
    requirements: [...judged],
    backtest: document.id,
    measured: { rows: document.dataset.rows, partitions: document.partitions.length },
  }
}

/**
 * A leak makes the result no evidence, a suspicion is for people to look at, and where nobody looked
 * nothing is known.
 */
function leaksOf(
  { leaks }: Backtest,
  subject: string,
): {
  readonly verdict: Verdict
  readonly reasons: readonly string[]
  readonly skipped: readonly string[]
} {
  if (leaks === undefined) {
    const because = 'Nobody looked for leaks in this back-test: run it again with --again.'
    return { verdict: 'inconclusive', reasons: [because], skipped: [] }
  }
  const findings = leaks.findings.filter(
    ({ contender }) => contender === undefined || contender === subject,
  )
  return {
    verdict: findings.some(({ severity }) => severity === 'leak') ? 'fail' : 'pass',
    reasons: findings.map(({ severity, says }) =>
      severity === 'leak' ? `Leak: ${says}` : `Warning: ${says}`,
    ),
    // The log grows, so no back-test looks at it: `leak check` does.
    skipped: leaks.skipped
      .filter(({ check }) => check !== 'missing-live')
      .map(({ check, because }) => `Not looked at (${check}): ${because}`),
  }
}
