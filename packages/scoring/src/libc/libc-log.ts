/** 1 / c and log(c) for the middle c of each sixteenth of the significands. */
const table: readonly (readonly [inverse: number, log: number])[] = [
  [1.398907162146528, -0.33569133332882284],
  [1.3403141896637998, -0.2929040563774074],
  [1.286432210124115, -0.2518726580937369],
  [1.2367150214269895, -0.21245868807117255],
  [1.1906977166711752, -0.17453945183745634],
  [1.1479821020556429, -0.1380057072319758],
  [1.1082251448272158, -0.10275976698545139],
  [1.0711297413057381, -0.06871392447020525],
  [1.036437278977283, -0.0357891387398228],
  [1.0, 0.0],
  [0.9492859795739057, 0.05204517742929496],
  [0.8951049428609004, 0.11081431298787942],
  [0.8476821620351103, 0.1652495223695143],
  [0.8050314851692001, 0.21687389031699977],
  [0.7664671008843108, 0.2659635028121397],
  [0.731428603316328, 0.3127556664073557],
]

const cubic = -0.25089342214237154
const square = 0.333456765744066
const linear = -0.4999997485802103
/** The word where the sixteenths begin, just below sqrt(1/2). */
const offset = 0x3f330000

const float = new Float32Array(1)
const word = new Int32Array(float.buffer)

/**
 * The natural logarithm of a 32-bit float as glibc computes it (2.27 and newer, `logf`), to the bit:
 * the margins of XGBoost begin with one, and it is not always the nearest float.
 *
 * Source: S. Nagy, ARM Optimized Routines, math/logf.c (MIT), which glibc uses.
 */
export function libcLog(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN
  if (x === 0) return Number.NEGATIVE_INFINITY
  if (x === Number.POSITIVE_INFINITY || x === 1) return x === 1 ? 0 : x
  const isSubnormal = x < 1.1754943508222875e-38
  const bits = wordOf(isSubnormal ? x * 8388608 : x)
  const from = bits - offset
  const power = (from >> 23) - (isSubnormal ? 23 : 0)
  const [inverse, log] = table[(from >> 19) & 15] as readonly [number, number]
  const r = floatOf(bits - ((from >> 23) << 23)) * inverse - 1
  const start = log + power * Math.LN2
  const squared = r * r
  const tail = cubic * squared + (square * r + linear)
  return Math.fround(tail * squared + (start + r))
}

function wordOf(x: number): number {
  float[0] = x
  return word[0] as number
}

function floatOf(bits: number): number {
  word[0] = bits
  return float[0] as number
}
