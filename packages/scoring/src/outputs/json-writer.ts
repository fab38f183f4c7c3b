import { answerKindOf } from '../contract/answer-kind.ts'
import type { Contract } from '../contract/types.ts'
import type { Scored } from '../scorer-types.ts'

/** Writes the JSON text of answers without building objects. */
export interface OutputsJsonWriter {
  /** `{"label":…,"probability":[…]}` of the i-th row. */
  outputs(scored: Scored, i: number): string
  /** `[…]`: the margins of the i-th row. */
  raw(scored: Scored, i: number): string
}

/**
 * Every number is written so that it reads back to the same double. What JSON has no number for is
 * text, as in requests: `"NaN"`, `"Infinity"`, `"-Infinity"`.
 */
export function createOutputsJsonWriter(contract: Contract): OutputsJsonWriter {
  const labels = contract.classes?.map((level) => JSON.stringify(level))
  const members = contract.outputs.map(({ name }) => memberWriter(name, labels))
  return {
    outputs: (scored, i) => {
      let text = '{'
      for (let k = 0; k < members.length; k++) {
        if (k > 0) text += ','
        text += (members[k] as MemberWriter)(scored, i)
      }
      return `${text}}`
    },
    raw: (scored, i) => numbersJson(scored.raw, scored.rawWidth, i),
  }
}

/** A double as JSON that reads back to it; without a number for it, as text. */
export function numberJson(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value)
  return `"${value}"`
}

type MemberWriter = (scored: Scored, i: number) => string

function memberWriter(name: string, labels: readonly string[] | undefined): MemberWriter {
  switch (answerKindOf(name)) {
    case 'label':
      return ({ label }, i) => {
        const index = label?.[i] as number
        return `"${name}":${labels?.[index] ?? index}`
      }
    case 'probability':
      return ({ probability, classes = 0 }, i) =>
        `"probability":${numbersJson(probability as Float64Array, classes, i)}`
    case 'value':
      return ({ value, targets = 1 }, i) =>
        targets === 1
          ? `"${name}":${numberJson(value?.[i] as number)}`
          : `"${name}":${numbersJson(value as Float64Array, targets, i)}`
    case undefined:
      throw new RangeError(`no output is called ${name}`)
  }
}

function numbersJson(values: Float64Array, width: number, i: number): string {
  let text = '['
  for (let k = 0; k < width; k++) {
    if (k > 0) text += ','
    text += numberJson(values[i * width + k] as number)
  }
  return `${text}]`
}
