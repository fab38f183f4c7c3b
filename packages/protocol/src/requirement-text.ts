import { isMachineMetric, machineUnits } from './machine-metrics.ts'
import type { Requirement } from './requirements.ts'

/** The requirement as its author wrote it. */
export function requirementText(requirement: Requirement): string {
  const { metric, atMost, atLeast, betterBy, worseByAtMost, against, of } = requirement
  const over =
    of === 'overall'
      ? ''
      : ` of ${of === 'every' ? 'every partition' : `the ${of} of the partitions`}`
  const unit = isMachineMetric(metric) ? ` ${machineUnits[metric]}` : ''
  const bound =
    atMost !== undefined
      ? `at most ${atMost}${unit}`
      : atLeast !== undefined
        ? `at least ${atLeast}${unit}`
        : betterBy !== undefined
          ? `better by ${betterBy} than ${against}`
          : `worse by at most ${worseByAtMost} than ${against}`
  return `${metric}${over} ${bound}`
}
