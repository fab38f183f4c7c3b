import type { CombineStep } from '../ir/numeric-steps.ts'
import type { Coefficients, Program, Step } from '../ir/types.ts'

/** The feature that a column comes from: column = (feature - center) / scale. */
export interface Origin {
  readonly feature: number
  readonly center: number
  readonly scale: number
}

export type Origins = readonly (Origin | undefined)[]

/**
 * For each value of a program, the feature behind each of its columns, where it is one feature,
 * moved and scaled at most.
 */
export function traceOrigins(
  program: Program,
  coefficients: Coefficients,
): ReadonlyMap<string, Origins> {
  const origins = new Map<string, Origins>()
  const of = (name: string): Origins => origins.get(name) ?? []
  for (const step of program.steps) origins.set(step.out, originsOf(step, of, coefficients))
  return origins
}

function originsOf(step: Step, of: (name: string) => Origins, coefficients: Coefficients): Origins {
  switch (step.op) {
    case 'input@1':
      return Array.from({ length: step.width }, (_, feature) => ({ feature, center: 0, scale: 1 }))
    case 'impute@1':
    case 'select@1':
    case 'clip@1':
      return step.columns.map((column) => of(step.in)[column])
    case 'concat@1':
      return step.in.flatMap(of)
    case 'scale@1': {
      const centers = coefficients.get(step.center)?.data ?? []
      const scales = coefficients.get(step.scale)?.data ?? []
      return step.columns.map((column, i) => scaled(of(step.in)[column], centers[i], scales[i]))
    }
    case 'oneHot@1':
      return step.sizes.flatMap((size) => Array.from({ length: size }, () => undefined))
    case 'cast@1':
      // A cut at a single lies at a double beside it, near enough for rows on both of its sides.
      return step.to === 'integer' ? [] : of(step.in)
    case 'ordinalMap@1':
    case 'bin@1':
      return step.columns.map(() => undefined)
    case 'hashMap@1':
    case 'linear@1':
    case 'treeEnsemble@1':
    case 'obliviousEnsemble@1':
    case 'aggregate@1':
    case 'link@1':
    case 'classify@1':
    case 'threshold@1':
    case 'multiplyAdd@1':
    case 'map@1':
    case 'normalize@1':
    case 'product@1':
    case 'distance@1':
    case 'interpolate@1':
    case 'weightedMedian@1':
    case 'power@1':
    case 'piecewise@1':
    case 'bSpline@1':
    case 'neighbors@1':
    case 'fillNearest@1':
    case 'pairCoupling@1':
    case 'choose@1':
    case 'onnxGraph@1':
    case 'textCounts@1':
    case 'tfidf@1':
    case 'top@1':
    case 'pick@1':
      return []
    case 'combine@1':
      return combined(step, of(step.in), coefficients)
  }
}

/** Columns less a number, or times one. */
function combined(
  { by, left, right, constants = '' }: CombineStep,
  origins: Origins,
  coefficients: Coefficients,
): Origins {
  const numbers = coefficients.get(constants)?.data ?? []
  return left.map((column, i) => {
    const number = numbers[(right[i] as number) - origins.length]
    if (number === undefined) return undefined
    if (by === 'subtract') return scaled(origins[column], number)
    return by === 'multiply' && number !== 0 ? scaled(origins[column], 0, 1 / number) : undefined
  })
}

function scaled(origin: Origin | undefined, center = 0, scale = 1): Origin | undefined {
  if (origin === undefined) return undefined
  return {
    feature: origin.feature,
    center: origin.center + center * origin.scale,
    scale: origin.scale * scale,
  }
}
