// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: constants as published
import {
  addPairs,
  dividePairs,
  multiplyPairs,
  negatePair,
  type Pair,
  twoProduct,
  twoSum,
} from './double-double.ts'
import { expPair, scaleOnce } from './exp.ts'

const ONE: Pair = { hi: 1, lo: 0 }

/** Error function, error below 1 ulp. */
export function erf(x: number): number {
  const size = Math.abs(x)
  if (size < 1e-9) return erfOfSmall(x)
  if (size > 6) return Math.sign(x)
  if (Number.isNaN(x)) return x
  const value = size < 1.25 ? erfSeries(size) : addPairs(ONE, negatePair(erfcTail(size, 0)))
  return x < 0 ? -value.hi : value.hi
}

/** Complementary error function 1 - erf(x) without loss for large x, error below 1 ulp. */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return x
  if (x > 27.3) return 0
  if (x < -6) return 2
  if (x < 1.25) return erfcOfModerate(x)
  // The mantissa is computed 2^600 times too big where the result nears the subnormal numbers.
  const exponent = x > 20 ? -600 : 0
  const value = erfcTail(x, exponent)
  return scaleOnce(value.hi, value.lo, exponent)
}

/** x * 2/sqrt(pi): the next term is below 2^-60 of it. Scaled, since x may be subnormal. */
function erfOfSmall(x: number): number {
  if (Math.abs(x) < 1e-290) return x + x * 0.12837916709551256
  const product = multiplyPairs({ hi: x, lo: 0 }, ERF_SERIES[0] as Pair) // the list is not empty
  return x === 0 ? x : product.hi
}

function erfcOfModerate(x: number): number {
  if (x <= -1.25) return addPairs({ hi: 2, lo: 0 }, negatePair(erfcTail(-x, 0))).hi
  if (Math.abs(x) < 1e-17) return 1
  const value = erfSeries(Math.abs(x))
  return addPairs(ONE, x < 0 ? value : negatePair(value)).hi
}

/** Maclaurin series of erf for 0 <= x < 1.25, about 90 bits. */
function erfSeries(x: number): Pair {
  const square = twoProduct(x, x)
  let sum: Pair = { hi: 0, lo: 0 }
  for (let n = ERF_SERIES.length - 1; n >= 0; n--) {
    // n counts down through the list's own indices.
    sum = addPairs(multiplyPairs(sum, square), ERF_SERIES[n] as Pair)
  }
  return multiplyPairs(sum, { hi: x, lo: 0 })
}

/**
 * erfc(x) * 2^-exponent for x >= 1.25, as exp(-x^2 - 0.5625 + R/S) / x.
 *
 * Source of R and S: FreeBSD msun, s_erf.c, Copyright (C) 1993 by Sun Microsystems, Inc.;
 * permission to use, copy, modify, and distribute this software is freely granted, provided that
 * this notice is preserved. The exponent is summed in pairs here, which removes the rounding
 * error of the original's two exponentials.
 */
function erfcTail(x: number, exponent: number): Pair {
  const s = 1 / (x * x)
  const near = x < 2.857142857142857
  const numerator = evaluate(near ? R_NEAR : R_FAR, s)
  const ratio = numerator / (1 + s * evaluate(near ? S_NEAR : S_FAR, s))
  const log2Scale = multiplyPairs(LN2, { hi: -exponent, lo: 0 })
  const power = addPairs(negatePair(twoProduct(x, x)), addPairs(twoSum(-0.5625, ratio), log2Scale))
  return dividePairs(expPair(power.hi, power.lo), { hi: x, lo: 0 })
}

function evaluate(coefficients: readonly number[], s: number): number {
  let sum = 0
  // k counts down through the list's own indices.
  for (let k = coefficients.length - 1; k >= 0; k--) sum = sum * s + (coefficients[k] as number)
  return sum
}

const LN2: Pair = { hi: 0.6931471805599453, lo: 2.3190468138462996e-17 }

const R_NEAR = [
  -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006,
  -162.39666946257347, -184.60509290671104, -81.2874355063066, -9.814329344169145,
]
const S_NEAR = [
  19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
  108.63500554177944, 6.570249770319282, -0.0604244152148581,
]
const R_FAR = [
  -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192,
  -637.5664433683896, -1025.0951316110772, -483.5191916086514,
]
const S_FAR = [
  30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644,
  474.52854120695537, -22.44095244658582,
]

/** 2/sqrt(pi) (-1)^n / (n! (2n + 1)). */
const ERF_SERIES: readonly Pair[] = [
  { hi: 1.1283791670955126, lo: 1.533545961316588e-17 },
  { hi: -0.37612638903183754, lo: 1.3391897206030649e-17 },
  { hi: 0.11283791670955126, lo: -4.017569161809194e-18 },
  { hi: -0.026866170645131252, lo: 4.6092880729453e-19 },
  { hi: 0.005223977625442188, lo: -8.962504586282528e-20 },
  { hi: -0.0008548327023450853, lo: 5.0148896786169737e-20 },
  { hi: 0.00012055332981789664, lo: 6.480246840070509e-21 },
  { hi: -1.492565035840625e-5, lo: -6.248427055364001e-22 },
  { hi: 1.6462114365889248e-6, lo: -1.0547266132407653e-22 },
  { hi: -1.6365844691234924e-7, lo: 1.5075323135139275e-24 },
  { hi: 1.4807192815879218e-8, lo: -3.254656350443331e-25 },
  { hi: -1.2290555301717928e-9, lo: 9.976105519856072e-26 },
  { hi: 9.422759064650411e-11, lo: -2.8231273253303265e-27 },
  { hi: -6.7113668551641105e-12, lo: 1.0441838553137576e-28 },
  { hi: 4.4632242632864775e-13, lo: -1.415652238799887e-29 },
  { hi: -2.7835162072109215e-14, lo: 1.4189660114017355e-30 },
  { hi: 1.6342614095367152e-15, lo: -1.159587670993415e-32 },
  { hi: -9.063970842808673e-17, lo: 3.004743561097066e-33 },
  { hi: 4.763348040515068e-18, lo: -1.856680962530252e-34 },
  { hi: -2.3784598852774293e-19, lo: -1.5875374697145176e-35 },
  { hi: 1.131218725924631e-20, lo: 7.245880865990418e-38 },
  { hi: -5.136209054585811e-22, lo: -1.4537189752115876e-38 },
  { hi: 2.2308786802746453e-23, lo: -4.7283897669065125e-40 },
  { hi: -9.28672901131906e-25, lo: -2.2114070452037343e-41 },
]
