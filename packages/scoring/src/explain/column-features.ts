import type { Coefficients, Program, Step } from '../ir/types.ts'
import { validateModel } from '../ir/validate.ts'

/** Of each column of a value, the one feature that decides it; `undefined` where several do. */
export type ColumnFeatures = readonly (number | undefined)[]

/** For each value of a program, the features behind its columns. */
export function traceColumnFeatures(
  program: Program,
  coefficients: Coefficients,
): ReadonlyMap<string, ColumnFeatures> {
  const widthOf = validateModel(program, coefficients)
  const found = new Map<string, ColumnFeatures>()
  const of = (name: string): ColumnFeatures => found.get(name) ?? []
  for (const step of program.steps) {
    found.set(step.out, featuresOfStep(step, of, widthOf(step.out)))
  }
  return found
}

function featuresOfStep(
  step: Step,
  of: (name: string) => ColumnFeatures,
  width: number,
): ColumnFeatures {
  switch (step.op) {
    case 'input@1':
      return Array.from({ length: width }, (_, feature) => feature)
    case 'impute@1':
    case 'scale@1':
    case 'select@1':
    case 'ordinalMap@1':
    case 'bin@1':
    case 'multiplyAdd@1':
    case 'clip@1':
    case 'interpolate@1':
    case 'power@1':
      return step.columns.map((column) => of(step.in)[column])
    case 'oneHot@1':
    case 'piecewise@1':
    case 'bSpline@1':
      return step.columns.flatMap((column, i) =>
        Array.from({ length: step.sizes[i] as number }, () => of(step.in)[column]),
      )
    case 'textCounts@1':
      return Array.from({ length: width }, () => of(step.in)[step.column])
    case 'tfidf@1':
      return step.norm === 'none' ? of(step.in) : sameFeature(of(step.in))
    case 'concat@1':
      return step.in.flatMap(of)
    case 'cast@1':
    case 'threshold@1':
    case 'map@1':
      return of(step.in)
    case 'combine@1':
      return step.left.map((column, i) => onlyOf(of(step.in), [column, step.right[i] as number]))
    case 'choose@1':
      return step.condition.map((column, i) =>
        onlyOf(of(step.in), [column, step.left[i] as number, step.right[i] as number]),
      )
    case 'aggregate@1':
    case 'hashMap@1':
    case 'linear@1':
    case 'treeEnsemble@1':
    case 'obliviousEnsemble@1':
    case 'link@1':
    case 'classify@1':
    case 'normalize@1':
    case 'product@1':
    case 'distance@1':
    case 'weightedMedian@1':
    case 'neighbors@1':
    case 'fillNearest@1':
    case 'pairCoupling@1':
    case 'onnxGraph@1':
    case 'top@1':
    case 'pick@1':
      return Array.from({ length: width }, () => undefined)
  }
}

/** The one feature behind some columns; constants, which come after them, have none. */
function onlyOf(features: ColumnFeatures, columns: readonly number[]): number | undefined {
  const found = columns
    .filter((column) => column < features.length)
    .map((column) => features[column])
  const [first] = found
  return found.every((feature) => feature === first) ? first : undefined
}

/** A row that is divided by its size is one feature's where all of it was. */
function sameFeature(features: ColumnFeatures): ColumnFeatures {
  const isOne = features.every((feature) => feature === features[0])
  return isOne ? features : features.map(() => undefined)
}
