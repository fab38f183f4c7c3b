import type { ModelBuilder } from '../../../ir/builder.ts'
import type { CombineStep } from '../../../ir/numeric-steps.ts'
import type { Step } from '../../../ir/types.ts'

/** More are no list of classes. */
const most = 1000

/**
 * The numbers that a value of one column can take, climbing; undefined where they are no list. What
 * a comparison gives is 0 or 1, and a list moved or multiplied by a number is a list.
 */
export function findPossible(builder: ModelBuilder, name: string): readonly number[] | undefined {
  const steps = new Map(builder.steps.map((step) => [step.out, step]))
  const of = (value: string): readonly number[] | undefined => {
    const step = steps.get(value)
    return step === undefined ? undefined : possible(step, builder, of)
  }
  const found = of(name)
  if (found === undefined || found.length > most) return undefined
  return [...new Set(found)].sort((a, b) => a - b)
}

function possible(
  step: Step,
  builder: ModelBuilder,
  of: (name: string) => readonly number[] | undefined,
): readonly number[] | undefined {
  switch (step.op) {
    case 'threshold@1':
      return [0, 1]
    case 'cast@1':
      return of(step.in)?.map((x) => (step.to === 'f32' ? Math.fround(x) : 0 + Math.trunc(x)))
    case 'select@1':
      return of(step.in)
    case 'combine@1':
      return ofPair(step, builder, of)
    case 'map@1':
      return step.function === 'sign' ? [-1, 0, 1] : undefined
    default:
      return undefined
  }
}

function ofPair(
  { by, in: name, left, right, constants }: CombineStep,
  builder: ModelBuilder,
  of: (name: string) => readonly number[] | undefined,
): readonly number[] | undefined {
  if (['equal', 'less', 'lessOrEqual', 'and', 'or'].includes(by)) return [0, 1]
  const [a, b] = [left[0] ?? 0, right[0] ?? 0]
  const numbers = numbersOf(constants, builder)
  const [x, isLeft] = a === 0 ? [numbers[b - 1], true] : [numbers[a - 1], false]
  const list = left.length === 1 && Math.min(a, b) === 0 ? of(name) : undefined
  if (list === undefined || x === undefined || list.length > most) return undefined
  if (by === 'add') return list.map((y) => y + x)
  if (by === 'multiply') return list.map((y) => y * x)
  return by === 'subtract' ? list.map((y) => (isLeft ? y - x : x - y)) : undefined
}

function numbersOf(name: string | undefined, builder: ModelBuilder): readonly number[] {
  const tensor = name === undefined ? undefined : builder.coefficients.get(name)
  return [...(tensor?.data ?? [])]
}
