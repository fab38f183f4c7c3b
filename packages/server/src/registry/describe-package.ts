import {
  type Contract,
  elementsOf,
  type Field,
  featuresOf,
  type Level,
  levelsText,
  placeTensors,
  rangeText,
  type Task,
} from '@ratchet-ml/scoring'
import { formatTable } from '../platform/cli-kit/table.ts'
import { counted } from '../platform/counted.ts'
import { describeStep } from './describe-step.ts'
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
    plain > 0 && counted(plain, 'field'),
    tensors.length > 0 && counted(tensors.length, 'tensor'),
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
  const arrays = `${counted(tensors.length, 'tensor')} of ${counted(numbers, 'number')}`
  if (tensors.length > 0 && features.length === numbers) return arrays
  const categories = features.filter((field) => field.levels !== undefined).length
  const texts = features.filter((field) => field.type === 'text').length
  const read = texts === 0 ? '' : `, ${counted(texts, 'text')}`
  const more = tensors.length === 0 ? '' : `, and ${arrays}`
  return `${counted(features.length - numbers, 'feature')}, ${categories} of them categories with known levels${read}${more}`
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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
