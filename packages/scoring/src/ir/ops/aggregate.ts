import { corrupt } from '../../corrupt.ts'
import { limits } from '../limits.ts'
import type { AggregateStep } from '../types.ts'
import type { Op } from './op.ts'

/** Members side by side become one: their sum, mean, largest or smallest, column by column. */
export const aggregateOp: Op<AggregateStep> = {
  op: 'aggregate@1',
  parse: (fields) => ({
    op: 'aggregate@1',
    in: fields.name('in'),
    out: fields.name('out'),
    members: fields.integer('members', 1, limits.width),
    by: fields.oneOf('by', ['sum', 'mean', 'largest', 'smallest']),
  }),
  inputs: (step) => [step.in],
  coefficients: () => [],
  width: (step, widthOf, place) => {
    const width = widthOf(step.in)
    if (width % step.members === 0) return width / step.members
    throw corrupt(`${place}/members`, String(step.members), `a divisor of the width ${width}`)
  },
  validate: () => {},
  execute: ({ in: name, members, by }, row) => {
    const x = row.value(name)
    const width = x.length / members
    return Float64Array.from({ length: width }, (_, k) => {
      const column = Array.from({ length: members }, (_, m) => x[m * width + k] as number)
      switch (by) {
        case 'sum':
          return sum(column)
        case 'mean':
          return sum(column) / members
        case 'largest':
          return column.reduce((a, b) => Math.max(a, b))
        case 'smallest':
          return column.reduce((a, b) => Math.min(a, b))
      }
    })
  },
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
