export { erf, erfc } from './erf.ts'
export { exp } from './exp.ts'
export { expm1 } from './expm1.ts'
export {
  isFloat32,
  nextDown,
  nextDownFloat32,
  nextUp,
  nextUpFloat32,
  ulpDistance,
  ulpDistanceFloat32,
} from './float.ts'
export { lgamma } from './lgamma.ts'
export { log } from './log.ts'
export { log1p } from './log1p.ts'
export { logistic } from './logistic.ts'
export { pow } from './pow.ts'
export { softmaxInPlace } from './softmax.ts'
export { tanh } from './tanh.ts'
