import { accepts, type Contract } from '@ratchet-ml/scoring'
import { Problem } from '../platform/problem.ts'
import type { LoadedVersion } from '../serving/index.ts'

/**
 * Makes sure that a version takes every row that an endpoint takes and answers in its terms.
 * @throws Problem `contract-incompatible` with every field that differs
 */
export function checkFits(
  endpoint: string,
  contract: Contract,
  candidate: Pick<LoadedVersion, 'version' | 'contract'>,
): void {
  const acceptance = accepts(contract, candidate.contract)
  if (acceptance.kind === 'accepted') return
  const { model, version } = candidate.version
  const errors = acceptance.reasons.map(({ field, found, expected }) => ({
    code: 'contract-incompatible' as const,
    pointer: field,
    detail: `found ${found}, expected ${expected}.`,
  }))
  const [first] = errors
  const more = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`
  throw new Problem(
    'contract-incompatible',
    `${model}@${version} does not fit endpoint ${endpoint}: ${first?.pointer}: ${first?.detail}${more}`,
    { errors, hint: 'Promote it at another endpoint, with --endpoint NAME.' },
  )
}
