import {
  type Contract,
  elementsOf,
  type Field,
  featuresOf,
  type Level,
  levelsText,
  type Package,
  placeTensors,
  rangeText,
  type Step,
  type Task,
} from '@ratchet-ml/scoring'
import { formatTable } from '../platform/cli-kit/table.ts'
import type { OpenedSource } from './source.ts'

/** What a model is, as `inspect` tells it. */
export interface PackageDescription {
  readonly name: string
  readonly digest: string
  readonly format: string
  readonly task: Task
  readonly fields: Contract['inputs']
  readonly tensors?: Contract['tensors']
  readonly outputs: Contract['outputs']
  readonly classes?: Contract['classes']
  readonly numeric: Contract['numeric']
  /** What happens to a row, step by step. */
  readonly steps: readonly string[]
  readonly verificationRows: number
  readonly notes: OpenedSource['notes']
}

export function describePackage({ package: pkg, name, notes }: OpenedSource): PackageDescription {
  const { contract, digest, manifest, program, verification } = pkg
  return {
    name,
    digest,
    format: manifest.source.format,
    task: contract.task,
    fields: contract.inputs,
    ...(contract.tensors === undefined ? {} : { tensors: contract.tensors }),
    outputs: contract.outputs,
    ...(contract.classes === undefined ? {} : { classes: contract.classes }),
    numeric: contract.numeric,
    steps: program.steps.map((step) => describeStep(step, pkg)),
    verificationRows: verification.kinds.length,
    notes,
  }
}

/** The description as a page for people. */
export function formatDescription(description: PackageDescription): string {
  const { name, digest, format, task, outputs, classes, steps, notes } = description
  const answers = outputs.map((one) => (one.width > 1 ? `${one.name}[${one.width}]` : one.name))
  const rows = fieldRows(description)
  return [
    `${name}: ${task} model from ${format}`,
    digest,
    '',
    countInputs(description),
    formatTable(['name', 'role', 'type', 'missing values'], rows),
    '',
    `Answers ${answers.join(', ')}${classes === undefined ? '' : `; classes ${levelsText(classes)}`}`,
    ...steps.map((step, i) => `${i + 1}. ${step}`),
    `${description.verificationRows} verification rows`,
    ...(notes.length === 0 ? [] : ['', 'What the file does not say:']),
    ...notes.map((note) => `- ${note.text}`),
  ].join('\n')
}

/** The numbers of a tensor are no fields for people, who send it as one. */
function countInputs({ fields, tensors = [] }: PackageDescription): string {
  const plain = fields.length - sum(tensors.map(elementsOf))
  const counts = [
    plain > 0 && plural(plain, 'field'),
    tensors.length > 0 && plural(tensors.length, 'tensor'),
  ]
  return counts.filter((count) => count !== false).join(' and ')
}

/** One line for each field, and for each tensor. */
function fieldRows({ fields, tensors = [] }: PackageDescription): readonly string[][] {
  const rows = fields.map((field) => [field.name, field.role, typeOf(field), missingOf(field)])
  const placed = placeTensors({ inputs: fields, tensors })
  // From the last on, so that the places of those before stay.
  for (const { name, shape, first, count } of placed.toReversed()) {
    const [, role = '', type = '', missing = ''] = rows[first] ?? []
    rows.splice(first, count, [name, role, `${type}, ${shape.join(' by ')}`, missing])
  }
  return rows
}

/** The fields in one line, for commands that only name them. */
export function summariseFields(contract: Contract): string {
  const { tensors = [] } = contract
  const features = featuresOf(contract)
  const numbers = sum(tensors.map(elementsOf))
  const arrays = `${plural(tensors.length, 'tensor')} of ${plural(numbers, 'number')}`
  if (tensors.length > 0 && features.length === numbers) return arrays
  const categories = features.filter((field) => field.levels !== undefined).length
  const texts = features.filter((field) => field.type === 'text').length
  const read = texts === 0 ? '' : `, ${plural(texts, 'text')}`
  const more = tensors.length === 0 ? '' : `, and ${arrays}`
  return `${plural(features.length - numbers, 'feature')}, ${categories} of them categories with known levels${read}${more}`
}

function typeOf({ type, levels, unit, range }: Field): string {
  const known = levels === undefined ? '' : `, ${levels.length} levels: ${shortList(levels)}`
  return `${type}${unit === undefined ? '' : ` in ${unit}`}${boundsOf(range)}${known}`
}

function boundsOf(range: Field['range']): string {
  const bounds = rangeText(range)
  return bounds === undefined ? '' : `, ${bounds}`
}

function shortList(levels: readonly Level[]): string {
  const shown = levelsText(levels.slice(0, 4))
  return levels.length > 4 ? `${shown}, …` : shown
}

function missingOf({ missing, missingSeen }: Field): string {
  if (missing === 'refuse') return 'refused'
  if (missingSeen === undefined) return 'accepted'
  return missingSeen ? 'accepted, seen in training' : 'accepted, never seen in training'
}

/** What an op of two numbers does, where its name does not say it. */
const combinations = {
  ...{ add: 'adds', subtract: 'subtracts', multiply: 'multiplies', divide: 'divides' },
  ...{ power: 'takes powers of', remainder: 'takes remainders of' },
  ...{ smallest: 'takes the smaller of', largest: 'takes the larger of' },
  ...{ equal: 'compares', less: 'compares', lessOrEqual: 'compares' },
  ...{ and: 'takes "and" of', or: 'takes "or" of' },
}

function describeStep(step: Step, { coefficients }: Package): string {
  const count = (name: string, noun: string) =>
    plural(coefficients.get(name)?.data.length ?? 0, noun)
  switch (step.op) {
    case 'input@1':
      return `takes ${plural(step.width, 'value')}`
    case 'impute@1':
      return `fills missing values of ${plural(step.columns.length, 'column')}`
    case 'scale@1':
      return `moves and scales ${plural(step.columns.length, 'column')}`
    case 'oneHot@1':
      return `turns ${plural(step.columns.length, 'column')} of categories into ${sum(step.sizes)} zeros and ones`
    case 'concat@1':
      return `puts ${step.in.length} blocks side by side`
    case 'select@1':
      return `takes ${plural(step.columns.length, 'column')}`
    case 'cast@1':
      return step.to === 'f32' ? 'rounds to singles' : 'cuts off fractions'
    case 'ordinalMap@1':
      return `maps ${plural(step.columns.length, 'column')} by ${count(step.keys, 'key')}`
    case 'bin@1':
      return `puts ${plural(step.columns.length, 'column')} into bins by ${count(step.edges, 'edge')}`
    case 'hashMap@1':
      return `looks up ${plural(step.targets, 'number')} by ${plural((coefficients.get(step.keys)?.data.length ?? 0) / 2, 'key')}`
    case 'linear@1':
      return `weighs and adds: ${count(step.weights, 'weight')}, ${plural(step.targets, 'target')}`
    case 'treeEnsemble@1':
      return `adds ${count(step.roots, 'tree')} with ${count(step.features, 'split')} and ${count(step.leafValues, 'leaf value')} into ${plural(step.slots, 'margin')}`
    case 'obliviousEnsemble@1':
      return `adds oblivious trees with ${count(step.features, 'split')} and ${count(step.leafValues, 'leaf value')} into ${plural(step.slots, 'margin')}`
    case 'aggregate@1':
      return `takes the ${step.by} of ${plural(step.members, 'member')}`
    case 'link@1':
      return `applies ${step.link.kind}${'alpha' in step.link ? ` (alpha ${step.link.alpha})` : ''}`
    case 'classify@1':
      return 'takes the class with the largest answer'
    case 'multiplyAdd@1':
      return `multiplies and moves ${plural(step.columns.length, 'column')}`
    case 'clip@1':
      return `holds ${plural(step.columns.length, 'column')} within bounds`
    case 'map@1':
      return `takes ${step.function} of every column`
    case 'normalize@1':
      return `divides each row by its ${step.by}`
    case 'product@1':
      return `multiplies ${plural(step.left.length, 'pair')} of columns`
    case 'distance@1':
      return `measures the distance to ${plural(step.count, 'point')}`
    case 'interpolate@1':
      return `interpolates ${plural(step.columns.length, 'column')} between ${count(step.x, 'knot')}`
    case 'weightedMedian@1':
      return `takes the weighted median of ${plural(coefficients.get(step.weights)?.data.length ?? 0, 'member')}`
    case 'power@1':
      return `takes a power of ${plural(step.columns.length, 'column')}`
    case 'piecewise@1':
    case 'bSpline@1':
      return `takes ${plural(sum(step.sizes), 'spline')} of ${plural(step.columns.length, 'column')}`
    case 'neighbors@1':
      return `takes the mean of the ${step.k} nearest points`
    case 'textCounts@1':
      return `counts ${plural(step.vocabulary.columns, 'column')} of terms in a text`
    case 'tfidf@1':
      return `weighs counts of terms${step.norm === 'none' ? '' : `, and divides each row by its ${step.norm}`}`
    case 'fillNearest@1':
      return `fills missing values from the ${step.k} nearest of ${step.rows} rows`
    case 'pairCoupling@1':
      return `makes probabilities of ${step.classes} classes of decisions between every two`
    case 'combine@1':
      return `${combinations[step.by]} ${plural(step.left.length, 'pair')} of numbers`
    case 'choose@1':
      return `chooses between ${plural(step.condition.length, 'pair')} of numbers`
    case 'onnxGraph@1':
      return `has an engine answer the ONNX graph for ${plural(step.inputs.length, 'tensor')}`
    case 'top@1':
      return `finds the ${step.k} ${step.from} columns`
    case 'pick@1':
      return `takes ${plural(step.index.length, 'column')} by index`
    case 'threshold@1':
      return `asks whether it is ${step.orEqual ? 'at least' : 'above'} ${step.bound}`
  }
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
