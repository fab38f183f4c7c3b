import { type GateResult, Requirement } from '@ratchet-ml/protocol'
import { verdictOf } from '../../requirements/policy.ts'
import { judgeAnswers } from '../judge-answers.ts'
import { reasonsOf } from '../judged.ts'
import type { Backtested } from '../run-backtest.ts'
import type { Standard } from '../subject.ts'

/**
 * Is it not worse than what answers now? By the requirements against the champion; where there is none,
 * by the first metric of the back-test, without any margin.
 */
export function championGate(
  { agreed, champion, name, digest }: Pick<Standard, 'agreed' | 'champion' | 'name' | 'digest'>,
  backtested: Backtested | undefined,
): GateResult {
  const gate = 'champion'
  if (champion === undefined) {
    return { gate, verdict: 'pass', reasons: ['There is no champion to compare with.'] }
  }
  if (champion.digest === digest) {
    return { gate, verdict: 'pass', reasons: [`${name} is the champion.`] }
  }
  if (backtested === undefined) {
    const because =
      'There is no back-test to compare it with the champion on: declare one in ratchet.yaml.'
    return { gate, verdict: 'inconclusive', reasons: [because] }
  }
  const { document } = backtested
  const rival = backtested.champion ?? `${champion.model}@${champion.version}`
  const judging = { ...backtested, champion: rival }
  const isAsked = ({ against }: Requirement) => against === 'champion'
  const own = judgeAnswers(agreed?.requirements ?? [], judging, isAsked)
  // What should only hold takes nothing away from the bar.
  const bar = own.some(({ level }) => level === 'must') ? [] : notWorse(judging)
  const judged = [...own, ...bar]
  const requirements = own.length > 0 ? { requirements: [...own] } : {}
  const backtest = document.id
  return { gate, verdict: verdictOf(judged), reasons: reasonsOf(judged), ...requirements, backtest }
}

/** Not worse than the champion by the first metric, without any margin. */
function notWorse(judging: Backtested) {
  const metric = judging.document.metrics[0]?.name ?? ''
  const bar = Requirement.parse({ metric, worseByAtMost: 0, against: 'champion' })
  return judgeAnswers([bar], judging, () => true)
}
