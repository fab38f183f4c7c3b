import { bSplineOp } from '../ir/ops/b-spline.ts'
import { chooseOp } from '../ir/ops/choose.ts'
import { clipOp } from '../ir/ops/clip.ts'
import { combineOp } from '../ir/ops/combine.ts'
import { distanceOp } from '../ir/ops/distance.ts'
import { fillNearestOp } from '../ir/ops/fill-nearest.ts'
import { interpolateOp } from '../ir/ops/interpolate.ts'
import { mapOp } from '../ir/ops/map.ts'
import { multiplyAddOp } from '../ir/ops/multiply-add.ts'
import { neighborsOp } from '../ir/ops/neighbors.ts'
import { normalizeOp } from '../ir/ops/normalize.ts'
import { pairCouplingOp } from '../ir/ops/pair-coupling.ts'
import { pickOp } from '../ir/ops/pick.ts'
import { piecewiseOp } from '../ir/ops/piecewise.ts'
import { powerOp } from '../ir/ops/power.ts'
import { productOp } from '../ir/ops/product.ts'
import { topOp } from '../ir/ops/top.ts'
import { weightedMedianOp } from '../ir/ops/weighted-median.ts'
import type { Step } from '../ir/types.ts'
import { aggregateKernel } from './aggregate-kernel.ts'
import { binKernel } from './bin-kernel.ts'
import { castKernel } from './cast-kernel.ts'
import { classifyKernel } from './classify-kernel.ts'
import { concatKernel } from './concat-kernel.ts'
import { hashMapKernel } from './hash-map-kernel.ts'
import { imputeKernel } from './impute-kernel.ts'
import { inputKernel } from './input-kernel.ts'
import type { Kernel } from './kernel.ts'
import { linearKernel } from './linear-kernel.ts'
import { linkKernel } from './link-kernel.ts'
import { obliviousEnsembleKernel } from './oblivious-ensemble-kernel.ts'
import { oneHotKernel } from './one-hot-kernel.ts'
import { onnxGraphKernel } from './onnx-graph-kernel.ts'
import { ordinalMapKernel } from './ordinal-map-kernel.ts'
import { rowKernel } from './row-kernel.ts'
import { scaleKernel } from './scale-kernel.ts'
import { selectKernel } from './select-kernel.ts'
import { sparseMultiplyAdd, sparseNormalize, tfidfKernel } from './text/sparse-ops.ts'
import { textCountsKernel } from './text/text-counts-kernel.ts'
import { thresholdKernel } from './threshold-kernel.ts'
import { treeEnsembleKernel } from './tree-ensemble-kernel.ts'

/** The fast execution of every op. A kernel is only ever handed steps of its own name. */
const table: { readonly [Name in Step['op']]: Kernel<Extract<Step, { op: Name }>> } = {
  'input@1': inputKernel,
  'impute@1': imputeKernel,
  'scale@1': scaleKernel,
  'oneHot@1': oneHotKernel,
  'concat@1': concatKernel,
  'select@1': selectKernel,
  'cast@1': castKernel,
  'ordinalMap@1': ordinalMapKernel,
  'bin@1': binKernel,
  'hashMap@1': hashMapKernel,
  'linear@1': linearKernel,
  'treeEnsemble@1': treeEnsembleKernel,
  'obliviousEnsemble@1': obliviousEnsembleKernel,
  'aggregate@1': aggregateKernel,
  'link@1': linkKernel,
  'classify@1': classifyKernel,
  'threshold@1': thresholdKernel,
  'multiplyAdd@1': { ...rowKernel(multiplyAddOp), ...sparseMultiplyAdd },
  'clip@1': rowKernel(clipOp),
  'map@1': rowKernel(mapOp),
  'normalize@1': { ...rowKernel(normalizeOp), ...sparseNormalize },
  'product@1': rowKernel(productOp),
  'distance@1': rowKernel(distanceOp),
  'interpolate@1': rowKernel(interpolateOp),
  'weightedMedian@1': rowKernel(weightedMedianOp),
  'power@1': rowKernel(powerOp),
  'piecewise@1': rowKernel(piecewiseOp),
  'bSpline@1': rowKernel(bSplineOp),
  'neighbors@1': rowKernel(neighborsOp),
  'fillNearest@1': rowKernel(fillNearestOp),
  'pairCoupling@1': rowKernel(pairCouplingOp),
  'combine@1': rowKernel(combineOp),
  'choose@1': rowKernel(chooseOp),
  'onnxGraph@1': onnxGraphKernel,
  'textCounts@1': textCountsKernel,
  'tfidf@1': tfidfKernel,
  'top@1': rowKernel(topOp),
  'pick@1': rowKernel(pickOp),
}

export function getKernel(name: Step['op']): Kernel<Step> {
  // Every entry takes the steps of its own name, and getKernel(step.op) is only called with `step`.
  return table[name] as Kernel<Step>
}
