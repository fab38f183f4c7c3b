import { type GateResult, Requirement } from '@ratchet-ml/protocol'
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
  if (own.length > 0) {
    const judged = { requirements: [...own], backtest: document.id }
    return { gate, verdict: verdictOf(own), reasons: reasonsOf(own), ...judged }
  }
  const metric = document.metrics[0]?.name ?? ''
  const notWorse = Requirement.parse({ metric, worseByAtMost: 0, against: 'champion' })
  const judged = judgeRequirements([notWorse], judging)
  const reasons = reasonsOf(judged)
  return { gate, verdict: verdictOf(judged), reasons, backtest: document.id }
}
