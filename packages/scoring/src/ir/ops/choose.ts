import { corrupt } from '../../corrupt.ts'
import { limits } from '../limits.ts'
import type { ChooseStep } from '../numeric-steps.ts'
import { checkOperands, operandReader, parseConstants } from './operands.ts'
import { parseEnds, rowOp } from './row-op.ts'

/** One of two numbers, as a third one says. */
export const chooseOp = rowOp<ChooseStep>({
  op: 'choose@1',
  parse: (fields) => ({
    op: 'choose@1',
    ...parseEnds(fields),
    condition: fields.integers('condition', 0, limits.width - 1),
    left: fields.integers('left', 0, limits.width - 1),
    right: fields.integers('right', 0, limits.width - 1),
    ...parseConstants(fields),
  }),
  coefficients: ({ constants }) => (constants === undefined ? [] : [constants]),
  width: ({ condition, left, right }, _widthOf, place) => {
    for (const [key, list] of Object.entries({ left, right })) {
      if (list.length === condition.length) continue
      const expected = `${condition.length}, as in condition`
      throw corrupt(`${place}/${key}`, `${list.length} entries`, expected)
    }
    return condition.length
  },
  validate: (step, check) => {
    const { condition, left, right } = step
    checkOperands(step, { condition, left, right }, check)
  },
  prepare: (step, coefficients, width) => {
    const read = operandReader(step.constants, coefficients, width)
    const { condition, left, right } = step
    return (x, from, out, at) => {
      for (let i = 0; i < condition.length; i++) {
        const side = read(x, from, condition[i] as number) === 0 ? right : left
        out[at + i] = read(x, from, side[i] as number)
      }
    }
  },
})
