import { aggregateOp } from './ops/aggregate.ts'
import { bSplineOp } from './ops/b-spline.ts'
import { binOp } from './ops/bin.ts'
import { castOp } from './ops/cast.ts'
import { chooseOp } from './ops/choose.ts'
import { classifyOp } from './ops/classify.ts'
import { clipOp } from './ops/clip.ts'
import { combineOp } from './ops/combine.ts'
import { concatOp } from './ops/concat.ts'
import { distanceOp } from './ops/distance.ts'
import { fillNearestOp } from './ops/fill-nearest.ts'
import { hashMapOp } from './ops/hash-map.ts'
import { imputeOp } from './ops/impute.ts'
import { inputOp } from './ops/input.ts'
import { interpolateOp } from './ops/interpolate.ts'
import { linearOp } from './ops/linear.ts'
import { linkOp } from './ops/link.ts'
import { mapOp } from './ops/map.ts'
import { multiplyAddOp } from './ops/multiply-add.ts'
import { neighborsOp } from './ops/neighbors.ts'
import { normalizeOp } from './ops/normalize.ts'
import { obliviousEnsembleOp } from './ops/oblivious-ensemble.ts'
import { oneHotOp } from './ops/one-hot.ts'
import { onnxGraphOp } from './ops/onnx-graph.ts'
import type { Op } from './ops/op.ts'
import { ordinalMapOp } from './ops/ordinal-map.ts'
import { pairCouplingOp } from './ops/pair-coupling.ts'
import { pickOp } from './ops/pick.ts'
import { piecewiseOp } from './ops/piecewise.ts'
import { powerOp } from './ops/power.ts'
import { productOp } from './ops/product.ts'
import { scaleOp } from './ops/scale.ts'
import { selectOp } from './ops/select.ts'
import { textCountsOp } from './ops/text-counts.ts'
import { tfidfOp } from './ops/tfidf.ts'
import { thresholdOp } from './ops/threshold.ts'
import { topOp } from './ops/top.ts'
import { treeEnsembleOp } from './ops/tree-ensemble.ts'
import { weightedMedianOp } from './ops/weighted-median.ts'
import type { Step } from './types.ts'

/** The closed set of ops, by name. An op here is only ever handed steps of its own name. */
const table: { readonly [Name in Step['op']]: Op<Extract<Step, { op: Name }>> } = {
  'input@1': inputOp,
  'impute@1': imputeOp,
  'scale@1': scaleOp,
  'oneHot@1': oneHotOp,
  'concat@1': concatOp,
  'select@1': selectOp,
  'cast@1': castOp,
  'ordinalMap@1': ordinalMapOp,
  'bin@1': binOp,
  'hashMap@1': hashMapOp,
  'linear@1': linearOp,
  'treeEnsemble@1': treeEnsembleOp,
  'obliviousEnsemble@1': obliviousEnsembleOp,
  'aggregate@1': aggregateOp,
  'link@1': linkOp,
  'classify@1': classifyOp,
  'threshold@1': thresholdOp,
  'multiplyAdd@1': multiplyAddOp,
  'clip@1': clipOp,
  'map@1': mapOp,
  'normalize@1': normalizeOp,
  'product@1': productOp,
  'distance@1': distanceOp,
  'interpolate@1': interpolateOp,
  'weightedMedian@1': weightedMedianOp,
  'power@1': powerOp,
  'piecewise@1': piecewiseOp,
  'bSpline@1': bSplineOp,
  'neighbors@1': neighborsOp,
  'fillNearest@1': fillNearestOp,
  'pairCoupling@1': pairCouplingOp,
  'combine@1': combineOp,
  'choose@1': chooseOp,
  'onnxGraph@1': onnxGraphOp,
  'textCounts@1': textCountsOp,
  'tfidf@1': tfidfOp,
  'top@1': topOp,
  'pick@1': pickOp,
}

// Object.keys of a record whose keys are exactly the op names.
export const opNames = Object.keys(table) as Step['op'][]

/** What is known of the op called `name`. */
export function getOp(name: Step['op']): Op<Step> {
  // Every entry takes the steps of its own name, and getOp(step.op) is only called with `step`.
  return table[name] as Op<Step>
}
