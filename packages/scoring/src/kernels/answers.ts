import { answerKindOf } from '../contract/answer-kind.ts'
import type { Contract } from '../contract/types.ts'
import { corrupt } from '../corrupt.ts'
import type { WidthOf } from '../ir/ops/op.ts'
import type { Program } from '../ir/types.ts'
import type { Scored } from '../scorer-types.ts'
import type { Block } from './kernel.ts'

/** Which value of the program answers what, with its width. */
export interface AnswerPlan {
  readonly raw: Answer
  readonly probability?: Answer
  readonly label?: Answer
  readonly value?: Answer
  /** Decides the label of two classes instead of the largest probability. */
  readonly threshold?: number
}

interface Answer {
  readonly name: string
  readonly width: number
}

/** @throws Refusal when the contract names an output that the program does not answer in its width */
export function planAnswers(program: Program, contract: Contract, widthOf: WidthOf): AnswerPlan {
  const answers = Object.entries(program.outputs).map(([output, name]) => {
    const kind = output === 'raw' ? output : answerKindOf(output)
    if (kind !== undefined) return [kind, { name, width: widthOf(name) }] as const
    const known = ['raw', ...contract.outputs.map((one) => one.name)].join(', ')
    throw corrupt(`program.json#/outputs/${output}`, output, `one of ${known}`)
  })
  const byOutput = new Map<string, Answer>(answers)
  for (const { name, width } of contract.outputs) {
    const answered = Object.hasOwn(program.outputs, name) ? answerKindOf(name) : undefined
    const found = answered && byOutput.get(answered)?.width
    if (found === width) continue
    const place = `program.json#/outputs/${name}`
    throw corrupt(place, `width ${found ?? 0}`, `width ${width}, as in the contract`)
  }
  const raw = byOutput.get('raw')
  if (raw === undefined) throw corrupt('program.json#/outputs', 'no output raw', 'the output raw')
  const { threshold } = contract
  const isTwo = byOutput.get('probability')?.width === 2
  return {
    raw,
    ...pick(byOutput, 'probability'),
    ...pick(byOutput, 'label'),
    ...pick(byOutput, 'value'),
    ...(threshold !== undefined && isTwo && { threshold }),
  }
}

function pick<K extends 'probability' | 'label' | 'value'>(
  answers: ReadonlyMap<string, Answer>,
  key: K,
): { readonly [Key in K]?: Answer } {
  const answer = answers.get(key)
  // One own key, K, of the type asked for.
  return (answer === undefined ? {} : { [key]: answer }) as { readonly [Key in K]?: Answer }
}

/** Room for the answers of up to `capacity` rows. */
export function allocateAnswers(plan: AnswerPlan, capacity: number): Scored {
  const { raw, probability, label, value } = plan
  return {
    count: 0,
    rawWidth: raw.width,
    raw: new Float64Array(capacity * raw.width),
    ...(probability && {
      probability: new Float64Array(capacity * probability.width),
      classes: probability.width,
    }),
    ...(label && { label: new Int32Array(capacity) }),
    ...(value && { value: new Float64Array(capacity * value.width), targets: value.width }),
  }
}

/** @throws RangeError when there is no room for `count` rows */
export function checkRoom(plan: AnswerPlan, into: Scored, count: number): void {
  const { raw, probability, label, value } = plan
  const room = Math.min(
    into.raw.length / raw.width,
    probability ? (into.probability?.length ?? 0) / probability.width : Infinity,
    label ? (into.label?.length ?? 0) : Infinity,
    value ? (into.value?.length ?? 0) / value.width : Infinity,
  )
  if (room < count) throw new RangeError(`${count} rows, but room for the answers of ${room}.`)
}

/** Copies the answers of `count` rows out of the program's values, to the rows from `first` on. */
export function copyAnswers(
  plan: AnswerPlan,
  { block, into }: { block: (name: string) => Block; into: Scored },
  first: number,
  count: number,
): void {
  const { raw, probability, label, value, threshold } = plan
  copy(block(raw.name), into.raw, first, count)
  if (probability && into.probability) {
    copy(block(probability.name), into.probability, first, count)
  }
  if (value && into.value) copy(block(value.name), into.value, first, count)
  if (!label || !into.label) return
  if (threshold === undefined || into.probability === undefined) {
    copy(block(label.name), into.label, first, count)
    return
  }
  for (let row = first; row < first + count; row++) {
    into.label[row] = +((into.probability[2 * row + 1] as number) >= threshold)
  }
}

function copy(
  { data, width }: Block,
  out: Float64Array | Int32Array,
  first: number,
  count: number,
): void {
  const start = first * width
  for (let i = 0; i < count * width; i++) out[start + i] = data[i] as number
}
