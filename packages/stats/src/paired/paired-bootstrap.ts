import {
  type BootstrapOptions,
  bootstrapInterval,
  type Resampling,
} from '../intervals/bootstrap.ts'
import type { Interval } from '../intervals/interval.ts'

export type PairedBootstrap = {
  /** Mean loss of the first less that of the second. */
  readonly meanDifference: number
  readonly interval: Interval | undefined
}

/**
 * Bootstrap interval of the mean difference of the losses of two predictors on the same rows, drawn
 * in blocks of their order, as rows of neighbouring times depend on each other (or each by itself).
 *
 * @throws RangeError unless the losses are equally many, there is at least one, and the resampling
 *   counts them all
 */
export function pairedBootstrap(
  first: Float64Array,
  second: Float64Array,
  resampling: Resampling,
  options: BootstrapOptions,
): PairedBootstrap {
  const n = first.length
  if (n !== second.length || n !== resampling.count || n === 0) {
    throw new RangeError(
      `There are ${n} and ${second.length} losses for ${resampling.count} positions; ` +
        'give equally many of each, and at least one.',
    )
  }
  const differences = first.map((loss, i) => loss - (second[i] as number)) // equally long
  const mean = (times: Float64Array) => {
    let sum = 0
    let drawn = 0
    for (let i = 0; i < n; i++) {
      const count = times[i] as number // as many as losses
      drawn += count
      if (count > 0) sum += count * (differences[i] as number)
    }
    return sum / drawn
  }
  return {
    meanDifference: mean(new Float64Array(n).fill(1)),
    interval: bootstrapInterval(resampling, mean, options),
  }
}
