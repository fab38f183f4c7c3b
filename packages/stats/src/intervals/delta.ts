import { exp } from '../math/exp.ts'
import { log } from '../math/log.ts'
import { log1p } from '../math/log1p.ts'
import { tanh } from '../math/tanh.ts'
import { DEFAULT_LEVEL, type Interval, requireLevel } from './interval.ts'
import { normalQuantile } from './normal.ts'

/**
 * The scale on which an estimate is near normal: its own, the log odds of a share, the log of a
 * positive number, or Fisher's z of a correlation in -1..1.
 */
export type DeltaScale = 'identity' | 'logit' | 'log' | 'fisher'

/** Below it a standard error is the rounding of 0. */
const ROUNDING_LEFT = 1e-13

/**
 * A normal interval from a standard error, made on a scale and carried back (delta method), which
 * keeps it inside the range of that scale.
 *
 * Undefined where the standard error is not above 0 or the value lies at the end of the range.
 *
 * @throws RangeError unless the level lies in (0, 1)
 * @example deltaInterval(0.8, 0.05, 'logit') // 0.684... to 0.881...
 */
export function deltaInterval(
  value: number,
  standardError: number,
  scale: DeltaScale,
  level = DEFAULT_LEVEL,
): Interval | undefined {
  requireLevel(level)
  const { to, slope, back, method } = scales[scale]
  const centre = to(value)
  const half = -normalQuantile((1 - level) / 2) * standardError * slope(value)
  const hasError = half > ROUNDING_LEFT && Number.isFinite(half)
  if (!hasError || !Number.isFinite(centre)) return undefined
  return { low: back(centre - half), high: back(centre + half), level, method }
}

const scales = {
  identity: {
    to: (x: number) => x,
    slope: () => 1,
    back: (y: number) => y,
    method: 'delta',
  },
  logit: {
    to: (x: number) => log(x / (1 - x)),
    slope: (x: number) => 1 / (x * (1 - x)),
    back: (y: number) => 1 / (1 + exp(-y)),
    method: 'delta-logit',
  },
  log: {
    to: log,
    slope: (x: number) => 1 / x,
    back: exp,
    method: 'delta-log',
  },
  fisher: {
    to: (x: number) => 0.5 * (log1p(x) - log1p(-x)),
    slope: (x: number) => 1 / ((1 - x) * (1 + x)),
    back: tanh,
    method: 'delta-fisher',
  },
} as const
