import { answerKindOf } from '../contract/answer-kind.ts'
import type { Contract, Level } from '../contract/types.ts'
import type { Scored } from '../scorer-types.ts'

/** The answer to one row, under the names that every way out uses. */
export interface Outputs {
  /** The class as the contract names it, else its index. */
  readonly label?: Level
  /** One per class, in the contract's order. */
  readonly probability?: readonly number[]
  /** A number, or one per target. */
  readonly value?: number | readonly number[]
  /** How usual a row is: below 0 it is an outlier. */
  readonly score?: number
  /** The index of the cluster. */
  readonly cluster?: number
  /** From each cluster. */
  readonly distance?: number | readonly number[]
}

/** The outputs of the i-th row that a scorer of this contract has answered. */
export function outputsAt(scored: Scored, i: number, contract: Contract): Outputs {
  const entries = contract.outputs.map(({ name }) => [name, outputAt(scored, i, contract, name)])
  return Object.fromEntries(entries)
}

/** The margins of the i-th row, before the link: one per class or target, one of a binary model. */
export function rawAt(scored: Scored, i: number): readonly number[] {
  return numbersAt(scored.raw, scored.rawWidth, i)
}

function outputAt(scored: Scored, i: number, contract: Contract, name: string): unknown {
  const { label, probability, classes = 0, value, targets = 1 } = scored
  const kind = answerKindOf(name)
  if (kind === 'label' && label !== undefined) {
    const index = label[i] as number
    return contract.classes?.[index] ?? index
  }
  if (kind === 'probability' && probability !== undefined) return numbersAt(probability, classes, i)
  if (kind === 'value' && value !== undefined) {
    return targets === 1 ? value[i] : numbersAt(value, targets, i)
  }
  throw new RangeError(`the scorer has not answered ${name}`)
}

function numbersAt(values: Float64Array, width: number, i: number): readonly number[] {
  return Array.from(values.subarray(i * width, (i + 1) * width))
}
