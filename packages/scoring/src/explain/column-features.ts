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
      return step.columns.flatMap((column, i) =>
        Array.from({ length: step.sizes[i] as number }, () => of(step.in)[column]),
      )
    case 'concat@1':
      return step.in.flatMap(of)
    case 'cast@1':
    case 'threshold@1':
    case 'map@1':
      return of(step.in)
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
      return Array.from({ length: width }, () => undefined)
  }
}
