import { outputsOfTask } from '../../contract/outputs-of-task.ts'
import type { Contract, Level, NumericContract, OutputField, Task } from '../../contract/types.ts'
import type { Program } from '../../ir/types.ts'
import { type Lowered, outputsOf } from './lower/lower-graph.ts'
import { widthOf } from './lower/lowering.ts'
import { NotNative } from './lower/not-native.ts'
import { findPossible } from './lower/possible-numbers.ts'
import { indexOfNumber } from './lower/scores.ts'
import type { ColumnsValue } from './lower/value.ts'
import { fractional, type OnnxGraph } from './types.ts'

/** What the outputs of a graph answer, under Ratchet's names. */
export interface Answers {
  readonly task: Task
  readonly outputs: Program['outputs']
  readonly fields: readonly OutputField[]
  readonly classes?: readonly Level[]
  readonly numeric: NumericContract
}

/**
 * A label (texts, or numbers of a list) makes a classifier; scores beside it are its probabilities
 * where there is one for each class, else its margins. Numbers alone are a regression.
 *
 * @throws NotNative where the outputs are neither
 */
export function answersOf(lowered: Lowered, graph: OnnxGraph): Answers {
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
  if (label !== undefined) return classification(lowered, { label, score }, numeric, refuse)
  if (score === undefined) throw refuse(0, 'nothing')
  return regression(lowered, score, numeric)
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
export function contractOf(inputs: Contract['inputs'], answers: Answers): Contract {
  const { task, fields, classes, numeric } = answers
  return {
    ...{ task, inputs, extra: 'ignore', outputs: fields, numeric },
    ...(classes !== undefined && { classes }),
  }
}
