/** 2^(i/32), each the nearest double. */
const table: readonly number[] = [
  1.0,
  1.0218971486541166,
  1.0442737824274138,
  1.0671404006768237,
  1.0905077326652577,
  1.1143867425958924,
  1.1387886347566916,
  1.1637248587775775,
  1.189207115002721,
  1.215247359980469,
  1.241857812073484,
  1.2690509571917332,
  1.2968395546510096,
  1.3252366431597413,
  1.3542555469368927,
  1.383909881963832,
  Math.SQRT2,
  1.4451808069770467,
  1.4768261459394993,
  1.5091644275934228,
  1.5422108254079407,
  1.5759808451078865,
  1.6104903319492543,
  1.645755478153965,
  1.681792830507429,
  1.718619298122478,
  1.7562521603732995,
  1.7947090750031072,
  1.8340080864093424,
  1.8741676341103,
  1.9152065613971474,
  1.9571441241754002,
]
/** 32 / ln 2. */
const scale = 46.16624130844683
const cubic = 1.6938359250920212e-6
const square = 0.00023459809789509004
const linear = 0.021660849396613134
/** Above it a float is infinite, below the other one zero. */
const largest = 88.72283172607422
const smallest = -103.97207641601562
/** Adding and taking away this rounds a double to the nearest whole number. */
const shift = 6755399441055744

/**
 * The exponential of a 32-bit float as glibc computes it (2.27 and newer, `expf`): nearly always the
 * nearest float.
 *
 * Source: S. Nagy, ARM Optimized Routines, math/expf.c (MIT), which glibc uses.
 */
export function libcExp(x: number): number {
  if (x > largest) return Number.POSITIVE_INFINITY
  if (x < smallest) return 0
  const z = scale * x
  const k = z + shift - shift
  if (Number.isNaN(k)) return Number.NaN
  const r = z - k
  const part = k & 31
  const y = (cubic * r + square) * (r * r) + (linear * r + 1)
  return Math.fround(y * (table[part] as number) * powerOf2((k - part) / 32))
}

/** 2^n for n from -1022 to 1023. */
function powerOf2(n: number): number {
  words[1] = (n + 1023) << 20
  return double[0] as number
}

const double = new Float64Array(1)
const words = new Int32Array(double.buffer)
