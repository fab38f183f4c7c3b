import { parseRfc3339 } from '../../../platform/clock.ts'
import { Problem } from '../../../platform/problem.ts'
import type { TimeSpan } from '../types.ts'

/** @throws Problem `config-invalid` */
export function toSpan({
  from,
  until,
}: {
  readonly from: string
  readonly until: string
}): TimeSpan {
  const [start, end] = [parseRfc3339(from), parseRfc3339(until)]
  if (start !== undefined && end !== undefined) return { from: start, until: end }
  throw new Problem('config-invalid', `The training window ${from}..${until} is no span of time.`)
}
