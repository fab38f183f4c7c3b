import { exp, log, log1p } from '@ratchet-ml/stats'

/** What one row costs at margin z when its answer is y, with the first two derivatives in z. */
export interface Loss {
  /** Writes [loss, slope, curvature] into `out`; the curvature is not negative. */
  evaluate(z: number, y: number, out: Float64Array): void
  /** The best margin without any feature, for answers of this mean. */
  startFrom(mean: number): number
}

/** log(1 + e^-z) for y = 1 and log(1 + e^z) for y = 0, by natural logarithm. */
export const logLoss: Loss = {
  evaluate: (z, y, out) => {
    // e^-|z| neither overflows nor cancels, on either side.
    const small = exp(z < 0 ? z : -z)
    const whole = 1 + small
    const likely = 1 / whole
    const unlikely = small / whole
    out[0] = (z > 0 ? z : 0) - y * z + log1p(small)
    // p - y without the cancellation of 1 - p, for answers of 0 and 1.
    if (y === 1) out[1] = z < 0 ? -likely : -unlikely
    else out[1] = z < 0 ? unlikely : likely
    out[2] = likely * unlikely
  },
  startFrom: (mean) => log(mean / (1 - mean)),
}

/** (z - y)² / 2. */
export const squaredLoss: Loss = {
  evaluate: (z, y, out) => {
    const distance = z - y
    out[0] = (distance * distance) / 2
    out[1] = distance
    out[2] = 1
  },
  startFrom: (mean) => mean,
}
