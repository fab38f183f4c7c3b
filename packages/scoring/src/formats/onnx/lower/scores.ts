import type { Level } from '../../../contract/types.ts'
import type { ElementType } from '../types.ts'
import { columnsOf, type Lowering, type Rounding } from './lowering.ts'
import type { NodeReader } from './node-reader.ts'
import type { ColumnsValue } from './value.ts'

export const postTransforms = ['NONE', 'SOFTMAX', 'LOGISTIC', 'SOFTMAX_ZERO', 'PROBIT'] as const
export type PostTransform = (typeof postTransforms)[number]

export function readPostTransform(node: NodeReader): PostTransform {
  return node.choice('post_transform', 'NONE', postTransforms)
}

/**
 * Sums on the scale that a `post_transform` makes of them, rounded to the type of the answer. The
 * sigmoid is taken of the sum itself, where onnxruntime takes 1 minus that of its absolute value.
 */
export function transformed(
  lowering: Lowering,
  name: string,
  post: PostTransform,
  element: ElementType,
): string {
  if (post !== 'NONE') lowering.hasLink = true
  switch (post) {
    case 'NONE':
      return name
    case 'LOGISTIC':
      return lowering.round(lowering.map(name, 'logistic'), element)
    case 'SOFTMAX':
      return lowering.round(lowering.link(name, { kind: 'softmax' }), element)
    case 'SOFTMAX_ZERO':
      return lowering.round(lowering.link(name, { kind: 'softmaxNonzero' }), element)
    case 'PROBIT':
      return lowering.map(name, 'probitFloat')
  }
}

/** Sums with their link, as the numbers that an operator answers. */
export function linkedSums(
  lowering: Lowering,
  sums: string,
  post: PostTransform,
  targets: number,
  element: ElementType = 'float',
): ColumnsValue {
  const value = columnsOf(transformed(lowering, sums, post, element), element, [targets])
  return post === 'NONE' ? value : { ...value, margins: sums }
}

/** The classes that a classifier names, as whole numbers or texts; undefined: it names none. */
export function readClasses(node: NodeReader, ints: string): readonly Level[] | undefined {
  const texts = node.texts('classlabels_strings')
  if (texts.length > 0) return texts
  const numbers = node.ints(ints)
  const bad = numbers.find((number) => !Number.isSafeInteger(number))
  if (bad !== undefined) throw node.refuse(`the class ${bad}`, 'classes below 2^53')
  return numbers.length > 0 ? numbers : undefined
}

/** The answer of a classifier: which of its classes, by the index in a value of the program. */
export function classLabel(
  lowering: Lowering,
  index: string,
  levels: readonly Level[],
): ColumnsValue {
  if (typeof levels[0] === 'string') {
    const texts = levels.map(String)
    return {
      ...columnsOf(index, 'string', []),
      levels: [{ texts, isOpen: false }],
      classes: { index, levels },
    }
  }
  const isIdentity = levels.every((level, i) => level === i)
  const name = isIdentity ? index : mapIndex(lowering, index, levels.map(Number))
  return { ...columnsOf(name, 'int64', []), classes: { index, levels } }
}

/** Numbers of a list by their index; the program drops the step where nothing reads it. */
export function mapIndex(lowering: Lowering, index: string, numbers: readonly number[]): string {
  return lowering.step({
    op: 'ordinalMap@1',
    in: index,
    columns: [0],
    offsets: lowering.numbers(Int32Array.of(0, numbers.length)),
    keys: lowering.numbers(Float64Array.from(numbers, (_, i) => i)),
    values: lowering.numbers(Float64Array.from(numbers)),
    fallback: lowering.numbers(Float64Array.of(Number.NaN)),
    missing: lowering.numbers(Float64Array.of(Number.NaN)),
  })
}

/** Where a number stands in a climbing list that has it. */
export function indexOfNumber(
  lowering: Lowering,
  name: string,
  numbers: readonly number[],
): string {
  return lowering.step({
    op: 'ordinalMap@1',
    in: name,
    columns: [0],
    offsets: lowering.numbers(Int32Array.of(0, numbers.length)),
    keys: lowering.numbers(Float64Array.from(numbers)),
    values: lowering.numbers(Float64Array.from(numbers, (_, i) => i)),
    fallback: lowering.numbers(Float64Array.of(0)),
    missing: lowering.numbers(Float64Array.of(0)),
  })
}

/** Index of the largest column, the first of equals. */
export function largestOf(lowering: Lowering, name: string): string {
  return lowering.step({ op: 'classify@1', in: name })
}

/** 1 where a column is above a bound, else 0. */
export function isAbove(lowering: Lowering, name: string, bound: number): string {
  return lowering.step({ op: 'threshold@1', in: name, bound, orEqual: false })
}

/** One column as two: what stands against it, and itself. */
export function bothSides(
  lowering: Lowering,
  name: string,
  against: 'complement' | 'negative',
  round: Rounding = 'f32',
): string {
  const constants = lowering.numbers(Float64Array.of(against === 'complement' ? 1 : 0))
  const other = lowering.step({
    ...{
      op: 'combine@1',
      in: name,
      by: 'subtract',
      left: [1],
      right: [0],
      constants,
      round,
    },
  })
  return lowering.concat([other, name])
}
