import { type Backtest, type GateResult, Requirement } from '@ratchet-ml/protocol'
import { judgeRequirements, verdictOf } from '../../requirements/policy.ts'
import { reasonsOf } from '../judged.ts'
import type { Backtested } from '../run-backtest.ts'
import type { Subject } from '../subject.ts'

/**
 * Is it not worse than what answers now? By the requirements against the champion; where there is none,
 * by the first metric of the back-test, without any margin.
 */
export function championGate(
  { agreed, champion, name, target }: Pick<Subject, 'agreed' | 'champion' | 'name' | 'target'>,
  backtested: Backtested | undefined,
): GateResult {
  const gate = 'champion'
  if (champion === undefined) {
    return { gate, verdict: 'pass', reasons: ['There is no champion to compare with.'] }
  }
  if (champion.digest === target.version.package.digest) {
    return { gate, verdict: 'pass', reasons: [`${name} is the champion.`] }
  }
  if (backtested === undefined) {
    const because =
      'There is no back-test to compare it with the champion on: declare one in ratchet.yaml.'
    return { gate, verdict: 'inconclusive', reasons: [because] }
  }
  const { document, subject } = backtested
  const rival = backtested.champion ?? `${champion.model}@${champion.version}`
  const judging = { subject, backtest: document, champion: rival }
  const isAsked = ({ against }: Requirement) => against === 'champion'
  const own = judgeRequirements(agreed?.requirements ?? [], judging, isAsked)
  // What should only hold takes nothing away from the bar.
  const bar = own.some(({ level }) => level === 'must') ? [] : notWorse(document, judging)
  const judged = [...own, ...bar]
  const requirements = own.length > 0 ? { requirements: [...own] } : {}
  const backtest = document.id
  return { gate, verdict: verdictOf(judged), reasons: reasonsOf(judged), ...requirements, backtest }
}

/** Not worse than the champion by the first metric, without any margin. */
function notWorse(document: Backtest, judging: Parameters<typeof judgeRequirements>[1]) {
  const metric = document.metrics[0]?.name ?? ''
  return judgeRequirements(
    [Requirement.parse({ metric, worseByAtMost: 0, against: 'champion' })],
    judging,
  )
}
