import type { Package, Step } from '@ratchet-ml/scoring'
import { counted } from '../platform/counted.ts'

/** What a step does to a row, in words. */
export function describeStep(step: Step, { coefficients }: Package): string {
  const describe = descriptions[step.op] as Describe<Step> // the one of its op
  return describe(step, (name) => coefficients.get(name)?.data.length ?? 0)
}

/** @param sizeOf how many numbers a coefficient has */
type Describe<S extends Step> = (step: S, sizeOf: (coefficient: string) => number) => string

/** What an op of two numbers does, where its name does not say it. */
const combinations = {
  ...{ add: 'adds', subtract: 'subtracts', multiply: 'multiplies', divide: 'divides' },
  ...{ power: 'takes powers of', remainder: 'takes remainders of' },
  ...{ smallest: 'takes the smaller of', largest: 'takes the larger of' },
  ...{ equal: 'compares', less: 'compares', lessOrEqual: 'compares' },
  ...{ and: 'takes "and" of', or: 'takes "or" of' },
}

const casts = {
  f32: 'rounds to singles',
  f16: 'rounds to halves',
  integer: 'cuts off fractions',
}

const descriptions: { readonly [Op in Step['op']]: Describe<Extract<Step, { op: Op }>> } = {
  'input@1': (step) => `takes ${counted(step.width, 'value')}`,
  'impute@1': (step) => `fills missing values of ${counted(step.columns.length, 'column')}`,
  'scale@1': (step) => `moves and scales ${counted(step.columns.length, 'column')}`,
  'oneHot@1': (step) =>
    `turns ${counted(step.columns.length, 'column')} of categories into ${sum(step.sizes)} zeros and ones`,
  'concat@1': (step) => `puts ${step.in.length} blocks side by side`,
  'select@1': (step) => `takes ${counted(step.columns.length, 'column')}`,
  'cast@1': (step) => casts[step.to],
  'ordinalMap@1': (step, sizeOf) =>
    `maps ${counted(step.columns.length, 'column')} by ${counted(sizeOf(step.keys), 'key')}`,
  'bin@1': (step, sizeOf) =>
    `puts ${counted(step.columns.length, 'column')} into bins by ${counted(sizeOf(step.edges), 'edge')}`,
  'hashMap@1': (step, sizeOf) =>
    `looks up ${counted(step.targets, 'number')} by ${counted(sizeOf(step.keys) / 2, 'key')}`,
  'linear@1': (step, sizeOf) =>
    `weighs and adds: ${counted(sizeOf(step.weights), 'weight')}, ${counted(step.targets, 'target')}`,
  'treeEnsemble@1': (step, sizeOf) =>
    `adds ${counted(sizeOf(step.roots), 'tree')} with ${counted(sizeOf(step.features), 'split')} and ${counted(sizeOf(step.leafValues), 'leaf value')} into ${counted(step.slots, 'margin')}`,
  'obliviousEnsemble@1': (step, sizeOf) =>
    `adds oblivious trees with ${counted(sizeOf(step.features), 'split')} and ${counted(sizeOf(step.leafValues), 'leaf value')} into ${counted(step.slots, 'margin')}`,
  'aggregate@1': (step) => `takes the ${step.by} of ${counted(step.members, 'member')}`,
  'link@1': (step) =>
    `applies ${step.link.kind}${'alpha' in step.link ? ` (alpha ${step.link.alpha})` : ''}`,
  'classify@1': () => 'takes the class with the largest answer',
  'multiplyAdd@1': (step) => `multiplies and moves ${counted(step.columns.length, 'column')}`,
  'clip@1': (step) => `holds ${counted(step.columns.length, 'column')} within bounds`,
  'map@1': (step) => `takes ${step.function} of every column`,
  'normalize@1': (step) => `divides each row by its ${step.by}`,
  'product@1': (step) => `multiplies ${counted(step.left.length, 'pair')} of columns`,
  'distance@1': (step) => `measures the distance to ${counted(step.count, 'point')}`,
  'interpolate@1': (step, sizeOf) =>
    `interpolates ${counted(step.columns.length, 'column')} between ${counted(sizeOf(step.x), 'knot')}`,
  'weightedMedian@1': (step, sizeOf) =>
    `takes the weighted median of ${counted(sizeOf(step.weights), 'member')}`,
  'power@1': (step) => `takes a power of ${counted(step.columns.length, 'column')}`,
  'piecewise@1': (step) =>
    `takes ${counted(sum(step.sizes), 'spline')} of ${counted(step.columns.length, 'column')}`,
  'bSpline@1': (step) =>
    `takes ${counted(sum(step.sizes), 'spline')} of ${counted(step.columns.length, 'column')}`,
  'neighbors@1': (step) => `takes the mean of the ${step.k} nearest points`,
  'textCounts@1': (step) =>
    `counts ${counted(step.vocabulary.columns, 'column')} of terms in a text`,
  'tfidf@1': (step) =>
    `weighs counts of terms${step.norm === 'none' ? '' : `, and divides each row by its ${step.norm}`}`,
  'fillNearest@1': (step) => `fills missing values from the ${step.k} nearest of ${step.rows} rows`,
  'pairCoupling@1': (step) =>
    `makes probabilities of ${step.classes} classes of decisions between every two`,
  'combine@1': (step) => `${combinations[step.by]} ${counted(step.left.length, 'pair')} of numbers`,
  'choose@1': (step) => `chooses between ${counted(step.condition.length, 'pair')} of numbers`,
  'onnxGraph@1': (step) =>
    `has an engine answer the ONNX graph for ${counted(step.inputs.length, 'tensor')}`,
  'top@1': (step) => `finds the ${step.k} ${step.from} columns`,
  'pick@1': (step) => `takes ${counted(step.index.length, 'column')} by index`,
  'threshold@1': (step) =>
    `asks whether it is ${step.orEqual ? 'at least' : 'above'} ${step.bound}`,
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
