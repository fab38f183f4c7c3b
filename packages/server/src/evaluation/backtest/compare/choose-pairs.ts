import type { Contender } from '@ratchet-ml/protocol'
import type { Pair } from './types.ts'

/**
 * Which pairs are compared: every version and recipe with the champion (else with the first version),
 * then with each baseline.
 *
 * @param champion name of the contender that answers now, where it is one of them
 */
export function choosePairs(
  contenders: readonly Pick<Contender, 'name' | 'kind'>[],
  champion: string | undefined,
): readonly Pair[] {
  const judged = contenders.filter(({ kind }) => kind !== 'baseline').map(({ name }) => name)
  const baselines = contenders.filter(({ kind }) => kind === 'baseline').map(({ name }) => name)
  const incumbent = champion !== undefined && judged.includes(champion) ? champion : judged[0]
  const challengers = judged.filter((name) => name !== incumbent)
  return [
    ...challengers.map((candidate) => ({ candidate, reference: incumbent as string })), // has one
    ...judged.flatMap((candidate) => baselines.map((reference) => ({ candidate, reference }))),
  ]
}
