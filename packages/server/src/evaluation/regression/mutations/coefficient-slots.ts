import type {
  Coefficients,
  Contract,
  Program,
  Step,
  Tensor,
  TreeEnsembleStep,
} from '@ratchet-ml/scoring'

/** One number learned from data that can be changed a little. */
export interface Slot {
  /** Name of the array of coefficients, and the place in it. */
  readonly coefficient: string
  readonly index: number
  /** Of a set of categories: which bit; it is flipped, as it has no smaller change. */
  readonly bit?: number
}

/** Numbers of one array that change alike. */
export interface SlotGroup {
  readonly coefficient: string
  readonly size: number
  slot(i: number): Slot
}

/**
 * Every array of a program whose numbers are learned from data: weights, leaf values, thresholds,
 * tables, sets of categories. Left out is what only says how arrays are laid out (indices, offsets,
 * flags) and what no answer depends on (covers).
 */
export function slotGroups(
  program: Program,
  coefficients: Coefficients,
  contract: Contract,
): readonly SlotGroup[] {
  const groups = program.steps.flatMap((step) => groupsOf(step, coefficients, contract))
  return groups.filter(({ size }) => size > 0)
}

function groupsOf(step: Step, coefficients: Coefficients, contract: Contract): SlotGroup[] {
  const whole = (...names: readonly (string | undefined)[]) => wholeArrays(names, coefficients)
  switch (step.op) {
    case 'impute@1':
      return whole(step.values)
    case 'scale@1':
      return whole(step.center, step.scale)
    case 'ordinalMap@1':
      return whole(step.keys, step.values, step.fallback, step.missing)
    case 'bin@1':
      return whole(step.edges)
    case 'hashMap@1':
      return whole(step.values, step.fallback)
    case 'linear@1':
      return whole(step.weights, step.bias)
    case 'obliviousEnsemble@1':
      return whole(step.borders, step.leafValues)
    case 'multiplyAdd@1':
      return whole(step.factors, step.terms)
    case 'clip@1':
      return whole(step.lower, step.upper)
    case 'distance@1':
      return whole(step.points)
    case 'interpolate@1':
      return whole(step.x, step.y)
    case 'weightedMedian@1':
      return whole(step.weights)
    case 'power@1':
      return whole(step.exponents)
    case 'piecewise@1':
      return whole(step.coefficients)
    case 'bSpline@1':
      return whole(step.knots)
    case 'neighbors@1':
      return whole(step.values)
    case 'fillNearest@1':
      return whole(step.points, step.means)
    case 'pairCoupling@1':
      return whole(step.a, step.b)
    case 'combine@1':
    case 'choose@1':
      return whole(step.constants)
    case 'tfidf@1':
      return whole(step.factors)
    case 'treeEnsemble@1':
      return groupsOfTrees(step, coefficients, contract)
    case 'input@1':
    case 'oneHot@1':
    case 'concat@1':
    case 'select@1':
    case 'cast@1':
    case 'aggregate@1':
    case 'link@1':
    case 'classify@1':
    case 'threshold@1':
    case 'map@1':
    case 'normalize@1':
    case 'product@1':
    case 'onnxGraph@1':
    case 'textCounts@1':
    case 'top@1':
    case 'pick@1':
      return []
  }
}

function groupsOfTrees(
  step: TreeEnsembleStep,
  coefficients: Coefficients,
  contract: Contract,
): SlotGroup[] {
  const { base, treeWeights, leafValues, linearLeaves: linear, categories } = step
  return [
    ...wholeArrays([base, treeWeights, leafValues], coefficients),
    thresholds(step.thresholds, step.flags, coefficients),
    ...wholeArrays([linear?.constants, linear?.coefficients], coefficients),
    ...(categories === undefined ? [] : [bits(categories.words, coefficients, contract)]),
  ]
}

function wholeArrays(
  names: readonly (string | undefined)[],
  coefficients: Coefficients,
): SlotGroup[] {
  return names.flatMap((name) => (name === undefined ? [] : [numbers(name, coefficients)]))
}

function numbers(coefficient: string, coefficients: Coefficients): SlotGroup {
  const size = coefficients.get(coefficient)?.data.length ?? 0
  return { coefficient, size, slot: (index) => ({ coefficient, index }) }
}

/** The threshold of a node that asks for a category is the number of a set, and no threshold. */
function thresholds(coefficient: string, flags: string, coefficients: Coefficients): SlotGroup {
  const kinds = coefficients.get(flags)?.data ?? new Uint8Array()
  const numeric = [...kinds.keys()].filter((node) => ((kinds[node] ?? 0) & 1) === 0)
  const slot = (i: number) => ({ coefficient, index: numeric[i] ?? 0 })
  return { coefficient, size: numeric.length, slot }
}

/** Bits of codes that no level has are no answer's business. */
function bits(coefficient: string, coefficients: Coefficients, contract: Contract): SlotGroup {
  const words = coefficients.get(coefficient)?.data.length ?? 0
  const levels = Math.max(0, ...contract.inputs.map((field) => field.levels?.length ?? 0))
  const perWord = levels === 0 ? 32 : Math.min(32, levels)
  const slot = (i: number) => ({ coefficient, index: Math.floor(i / perWord), bit: i % perWord })
  return { coefficient, size: words * perWord, slot }
}

/** The coefficients with one number changed; the others are shared. */
export function withChanged(
  coefficients: Coefficients,
  { coefficient, index }: Slot,
  value: number,
): Coefficients {
  const tensor = coefficients.get(coefficient) as Tensor // slots are of arrays that exist
  const data = tensor.data.slice()
  data[index] = value
  return new Map(coefficients).set(coefficient, { ...tensor, data })
}

/** The number in a slot. */
export function valueIn(coefficients: Coefficients, { coefficient, index }: Slot): number {
  return coefficients.get(coefficient)?.data[index] ?? Number.NaN
}

/** Whether an array's numbers are 32-bit floats, by its type or by the step that reads it. */
export function isSingle(program: Program, coefficients: Coefficients, name: string): boolean {
  if (coefficients.get(name)?.data instanceof Float32Array) return true
  return program.steps.some((step) => {
    if (step.op === 'linear@1') {
      return step.accumulate === 'f32' && [step.weights, step.bias].includes(name)
    }
    if (step.op !== 'treeEnsemble@1') return false
    if (name === step.thresholds) return step.featureType === 'f32'
    const sums = [step.leafValues, step.base, step.treeWeights]
    return step.accumulate === 'f32' && sums.includes(name)
  })
}
