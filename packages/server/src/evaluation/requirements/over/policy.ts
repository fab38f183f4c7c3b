import type { Direction, Known, Placed } from '../types.ts'

/**
 * The mean over partitions. Its bounds are the means of theirs: wide enough however the partitions hang
 * together, and wider than need be where they do not.
 */
export function meanOf(placed: readonly Placed[]): Known {
  return combined(placed, (all) => ({
    value: mean(all.map(({ value }) => value)),
    low: mean(all.map(({ low }) => low)),
    high: mean(all.map(({ high }) => high)),
    remark: `mean of ${all.length} partitions`,
  }))
}

/** The worst of the partitions: the greatest where lower is better, else the least. */
export function worstOf(placed: readonly Placed[], worse: Exclude<Direction, 'none'>): Known {
  const most = worse === 'higher' ? Math.max : Math.min
  return combined(placed, (all) => {
    const value = most(...all.map((one) => one.value))
    const at = placed[all.findIndex((one) => one.value === value)]?.place
    return {
      value,
      low: most(...all.map(({ low }) => low)),
      high: most(...all.map(({ high }) => high)),
      remark: `${at}, the worst of ${all.length} partitions`,
    }
  })
}

/** The distance between the greatest and the least; of one partition alone there is none. */
export function rangeOf(placed: readonly Placed[]): Known {
  if (placed.length === 1) {
    const because = 'Only one partition counts, so there is no distance between partitions.'
    return { kind: 'unknown', n: placed[0]?.known.n ?? 0, because }
  }
  return combined(placed, (all) => {
    const values = all.map(({ value }) => value)
    const [lows, highs] = [all.map(({ low }) => low), all.map(({ high }) => high)]
    return {
      value: Math.max(...values) - Math.min(...values),
      low: Math.max(0, Math.max(...lows) - Math.min(...highs)),
      high: Math.max(...highs) - Math.min(...lows),
      remark: `distance over ${all.length} partitions`,
    }
  })
}

type Whole = Extract<Known, { kind: 'known' }>

/** Nothing is known of all partitions while one of them says nothing. */
function combined(
  placed: readonly Placed[],
  combine: (all: readonly Whole[]) => Pick<Whole, 'value' | 'low' | 'high'> & { remark: string },
): Known {
  const n = placed.reduce((sum, { known }) => sum + known.n, 0)
  const silent = placed.find(({ known }) => known.kind === 'unknown')
  if (silent?.known.kind === 'unknown') {
    return { kind: 'unknown', n, because: `${silent.place}: ${silent.known.because}` }
  }
  const all = placed.flatMap(({ known }) => (known.kind === 'known' ? [known] : []))
  if (all.length === 0) return { kind: 'unknown', n, because: 'No partition counts.' }
  const { remark, ...numbers } = combine(all)
  const own = [...new Set(all.flatMap((one) => one.remark ?? []))]
  return { kind: 'known', ...numbers, n, remark: [remark, ...own].join('; ') }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
