import type { JudgedRequirement, Requirement } from '@ratchet-ml/protocol'
import { judgeRequirements } from '../requirements/policy.ts'
import type { Backtested } from './run-backtest.ts'

/**
 * Judges what is asked of the answers, in all of a back-test or in its one partition that is meant. There
 * what is asked of all rows, of the mean and of the worst is asked of that partition; slices and the
 * distance between partitions are not asked.
 */
export function judgeAnswers(
  requirements: readonly Requirement[],
  { document, subject, champion, partition }: Backtested,
  isAsked: (requirement: Requirement) => boolean,
): readonly JudgedRequirement[] {
  const judging = { subject, ...(champion === undefined ? {} : { champion }) }
  if (partition === undefined) {
    return judgeRequirements(requirements, { ...judging, backtest: document }, isAsked)
  }
  const partitions = document.partitions.filter((one) => one.partition === partition)
  return judgeRequirements(
    requirements.map((one) => (one.of === 'range' ? one : inPartition(one))),
    { ...judging, backtest: { ...document, partitions } },
    (one) => one.of !== 'range' && isAsked(one),
  )
}

function inPartition({ slices: _, ...requirement }: Requirement): Requirement {
  return { ...requirement, of: 'every' }
}
