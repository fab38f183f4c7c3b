import { exp, expm1, log, log1p, normalCdf, normalQuantile, pow, tanh } from '@ratchet-ml/stats'
import type { MapFunction } from './numeric-steps.ts'

type NumberFunction = (x: number) => number

/** 1 / ln 2 and 1 / ln 10. */
const perLn2 = Math.LOG2E
const perLn10 = Math.LOG10E

const functions: Readonly<Record<MapFunction, NumberFunction>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  exp,
  exp2: (x) => pow(2, x),
  expm1,
  floor: Math.floor,
  isMissing: (x) => (Number.isNaN(x) ? 1 : 0),
  log,
  log10: (x) => log(x) * perLn10,
  log1p,
  log2: (x) => log(x) * perLn2,
  logistic: (x) => 1 / (1 + exp(-x)),
  negative: (x) => -x,
  normalCdf,
  normalQuantile,
  probitFloat,
  reciprocal: (x) => 1 / x,
  relu: (x) => (x < 0 ? 0 : x),
  rint: roundHalfToEven,
  sign: (x) => 0 + Math.sign(x),
  sqrt: Math.sqrt,
  square: (x) => x * x,
  tanh,
  trunc: Math.trunc,
}

/** What a function of the op map@1 computes. */
export function getMapFunction(name: MapFunction): NumberFunction {
  return functions[name]
}

function roundHalfToEven(x: number): number {
  const down = Math.floor(x)
  const rest = x - down
  if (rest !== 0.5) return Math.sign(x) === -1 ? -Math.round(-x) : Math.round(x)
  if (down % 2 === 0) return down
  return down === -1 ? -0 : down + 1
}

/** sqrt(2) erfInv(2 x - 1), with the sign and the formula of ONNX's reference evaluator and onnxruntime. */
function probitFloat(x: number): number {
  const z = 2 * x - 1
  const inside = (1 - z) * (1 + z)
  if (inside === 0) return 0
  const ln = log(inside)
  const half = 2 / (Math.PI * 0.147) + 0.5 * ln
  const size = Math.sqrt(-half + Math.sqrt(half * half - ln / 0.147))
  return Math.fround(Math.SQRT2 * (z < 0 ? -size : size))
}
