import { outputsOfTask } from '../../contract/outputs-of-task.ts'
import { elementName } from '../../contract/tensor-inputs.ts'
import type {
  Contract,
  Level,
  NumericContract,
  OutputField,
  Task,
  Tolerance,
} from '../../contract/types.ts'
import type { Program } from '../../ir/types.ts'
import type { Note } from '../imported.ts'
import { endingOf } from '../onnx-graph/choose-output.ts'
import { decideAnswers, type GraphAnswers } from '../onnx-graph/decide-answers.ts'
import type { GraphOptions } from '../onnx-graph/graph-options.ts'
import { readsMissing } from '../onnx-graph/spoiling.ts'
import { fieldsOf, type InputColumns } from './lower/inputs.ts'
import { type Lowered, outputsOf } from './lower/lower-graph.ts'
import { type Lowering, widthOf } from './lower/lowering.ts'
import { NotNative } from './lower/not-native.ts'
import { findPossible } from './lower/possible-numbers.ts'
import { bothSides, indexOfNumber, largestOf } from './lower/scores.ts'
import type { ColumnsValue } from './lower/value.ts'
import { type ElementType, fractional, type OnnxGraph } from './types.ts'

/** What the outputs of a graph answer, under Ratchet's names. */
export interface Answers {
  readonly task: Task
  readonly outputs: Program['outputs']
  readonly fields: readonly OutputField[]
  readonly classes?: readonly Level[]
  readonly numeric: NumericContract
  /** Of numbers; where it is not said, missing ones are taken. */
  readonly missing?: Tolerance
  /** What was taken for granted. */
  readonly notes?: readonly Note[]
}

/**
 * A label (texts, or numbers of a list) makes a classifier; scores beside it are its probabilities
 * where there is one for each class, else its margins. Numbers alone are what a person says; else the
 * shares of classes where a network ends in such, and a regression everywhere else.
 *
 * @throws NotNative where the outputs are neither
 */
export function answersOf(lowered: Lowered, graph: OnnxGraph, options: GraphOptions = {}): Answers {
  const refuse = (index: number, found: string) => {
    const node = graph.outputs[index]?.name ?? ''
    const expected = 'a label with scores, or numbers'
    return new NotNative({ node, place: `/graph/output/${index}`, found, expected })
  }
  const values = withLabel(lowered, outputsOf(lowered, graph, refuse))
  const numeric = numericOf(lowered, values)
  const labels = values.filter((value) => isLabel(value))
  const scores = values.filter((value) => !isLabel(value))
  const [label, secondLabel] = labels
  const [score, secondScore] = scores
  if (secondLabel !== undefined || secondScore !== undefined) {
    throw refuse(1, `${labels.length} labels and ${scores.length} tensors of scores`)
  }
  if (score?.element === 'string') throw refuse(0, 'texts that are no label')
  const [said] = Object.keys(options)
  if (label !== undefined && said !== undefined) throw refuse(0, `a label, beside --${said}`)
  if (label !== undefined) return classification(lowered, { label, score }, numeric, refuse)
  if (score === undefined) throw refuse(0, 'nothing')
  const output = graph.outputs[values.indexOf(score)]?.name ?? ''
  // Converters of libraries other than of networks give classes a label.
  const isNetwork = graph.nodes.every(({ domain }) => domain === '')
  const ending = isNetwork ? endingOf(graph, output) : 'other'
  const { task, classes, link, notes } = decideAnswers(widthOf(score), ending, options)
  const isSpoiled = isNetwork && !readsMissing(graph)
  const remarks = {
    ...(isSpoiled && { missing: 'refuse' as const }),
    ...((isNetwork || said !== undefined) && { notes }),
  }
  if (task === 'regression') return { ...regression(lowered, score, numeric), ...remarks }
  if (score.shape.length > 1) throw refuse(0, `classes in ${score.shape.length} dimensions`)
  return { ...shares(lowered, score, numeric, { classes, link }), ...remarks }
}

/** Beside scores, a whole number that only takes some values is the label of one of them. */
function withLabel(
  { lowering }: Lowered,
  values: readonly ColumnsValue[],
): readonly ColumnsValue[] {
  if (values.length !== 2 || values.some(isLabel)) return values
  return values.map((value) => {
    const isWhole = value.element === 'int64' || value.element === 'int32'
    if (!isWhole || widthOf(value) !== 1) return value
    const levels = findPossible(lowering.builder, value.name)
    if (levels === undefined || !levels.every(Number.isSafeInteger)) return value
    return { ...value, classes: { index: indexOfNumber(lowering, value.name, levels), levels } }
  })
}

function isLabel(value: ColumnsValue): boolean {
  const isOne = widthOf(value) === 1 && value.classes !== undefined
  return isOne && !fractional.includes(value.element)
}

function classification(
  { lowering }: Lowered,
  { label, score }: { readonly label: ColumnsValue; readonly score: ColumnsValue | undefined },
  numeric: NumericContract,
  refuse: (index: number, found: string) => Error,
): Answers {
  const { index, levels } = label.classes ?? { index: label.name, levels: [] }
  const count = levels.length
  if (new Set(levels).size < count || count < 2) {
    throw refuse(0, `${count} classes, of which ${new Set(levels).size} differ`)
  }
  const task = count === 2 ? 'binary' : 'multiclass'
  const hasShares = score !== undefined && widthOf(score) === count && score.shape.length === 1
  const probability = hasShares ? lowering.exact(score) : undefined
  const raw = score === undefined ? index : (score.margins ?? lowering.exact(score))
  const all = outputsOfTask(task, { classes: levels })
  return {
    ...{ task, classes: levels, numeric },
    outputs: { raw, ...(probability && { probability }), label: index },
    fields: all.filter(({ name }) => name !== 'probability' || probability !== undefined),
  }
}

/** Numbers that are, or by a link become, the shares of classes; one number is that of the second of two. */
function shares(
  { lowering }: Lowered,
  score: ColumnsValue,
  numeric: NumericContract,
  { classes, link }: Pick<GraphAnswers, 'classes' | 'link'>,
): Answers {
  const task = widthOf(score) <= 2 ? 'binary' : 'multiclass'
  const name = lowering.exact(score)
  // Shares of whole numbers are none.
  const element = fractional.includes(score.element) ? score.element : 'double'
  const made = sharesOf(lowering, { name, element, width: widthOf(score) }, link)
  const probability = link === 'none' ? made : lowering.round(made, element)
  return {
    ...{
      task,
      numeric,
      outputs: { raw: name, probability, label: largestOf(lowering, probability) },
    },
    fields: outputsOfTask(task, { classes }),
    ...(typeof classes !== 'number' && { classes }),
  }
}

function sharesOf(
  lowering: Lowering,
  score: { readonly name: string; readonly element: ElementType; readonly width: number },
  link: GraphAnswers['link'],
): string {
  const { name, element, width } = score
  if (link === 'softmax') return lowering.link(name, { kind: 'softmax' })
  if (width > 1) return name
  const round = element === 'double' ? 'no' : 'f32'
  if (link === 'none') return bothSides(lowering, name, 'complement', round)
  const sigmoid = { kind: 'sigmoid', alpha: 1 } as const
  return lowering.step({ op: 'link@1', in: name, link: sigmoid, divisor: 1, complement: true })
}

function regression({ lowering }: Lowered, score: ColumnsValue, numeric: NumericContract): Answers {
  const value = lowering.exact(score)
  const fields = outputsOfTask('regression', { targets: widthOf(score) })
  return { task: 'regression', outputs: { raw: score.margins ?? value, value }, fields, numeric }
}

/**
 * Sums in the order of the file are those of onnxruntime on one thread, bit for bit. Where ONNX leaves the
 * order open, or a function's last bits, answers are as near as singles allow.
 */
function numericOf({ lowering }: Lowered, values: readonly ColumnsValue[]): NumericContract {
  const linkType = values.some(({ element }) => element === 'double') ? 'f64' : 'f32'
  const link = { linkUlp: 4, linkAbsolute: 1e-6, linkType } as const
  const isSum = !lowering.hasLink || values.some(({ margins }) => margins !== undefined)
  if (lowering.isExact && isSum) return { raw: 'bit-exact', ...link }
  return { raw: { relative: 1e-5, absolute: 1e-5 }, ...link, linkAbsolute: 1e-5 }
}

/** The contract of a native model. */
export function contractOf(inputs: readonly InputColumns[], answers: Answers): Contract {
  const { task, fields, classes, numeric } = answers
  const tensors = inputs.filter(isTensor).map(({ name, shape }) => ({ name, shape }))
  return {
    ...{
      task,
      inputs: fieldsOf(inputs, answers.missing),
      ...(tensors.length > 0 && { tensors }),
      extra: 'ignore',
      outputs: fields,
      numeric,
    },
    ...(classes !== undefined && { classes }),
  }
}

/** Numbers that have no names of their own: a row may say them as a list. */
function isTensor({ name, fieldNames, levels, isMap }: InputColumns): boolean {
  return !isMap && levels.length === 0 && fieldNames[0] === elementName({ name }, 0)
}
