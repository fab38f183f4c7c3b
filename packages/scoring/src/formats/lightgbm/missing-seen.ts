import { missingRules, nodeFlags } from '../../ir/tree-arrays.ts'
import type { Forest } from './forest.ts'

/**
 * Whether training saw a missing value in each feature, as far as the splits tell: LightGBM marks a
 * split with NaN where the training data of its feature had one, and with None where it had none,
 * while use_missing is on and zero_as_missing off (BinMapper::FindBin). A category split has NaN also
 * where rare levels were left out, so that it tells nothing.
 *
 * @returns by feature; absent where no split tells
 */
export function findMissingSeen(
  forest: Forest,
  parameters: ReadonlyMap<string, string>,
): ReadonlyMap<number, boolean> {
  const seen = new Map<number, boolean>()
  const isTold = parameters.get('use_missing') === '1' && parameters.get('zero_as_missing') === '0'
  if (!isTold) return seen
  forest.flags.forEach((flags, node) => {
    const rule = (flags & nodeFlags.missingMask) >> nodeFlags.missingShift
    const feature = forest.features[node] as number
    const isCategory = (flags & nodeFlags.category) !== 0
    if (rule === missingRules.nan && !isCategory) seen.set(feature, true)
    else if (rule === missingRules.none && !seen.has(feature)) seen.set(feature, false)
  })
  return seen
}
