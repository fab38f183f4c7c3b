import { float64Of, int32Of } from '../tensors.ts'
import type { BinStep, Coefficients } from '../types.ts'
import { checkColumns, checkLists, parseColumns } from './columns.ts'
import type { Op } from './op.ts'

/** A value becomes the number of the bin it lies in, column by column. */
export const binOp: Op<BinStep> = {
  op: 'bin@1',
  parse: (fields) => ({
    op: 'bin@1',
    in: fields.name('in'),
    out: fields.name('out'),
    columns: parseColumns(fields),
    offsets: fields.name('offsets'),
    edges: fields.name('edges'),
    upperEdge: fields.oneOf('upperEdge', ['outside', 'inside']),
  }),
  inputs: (step) => [step.in],
  coefficients: (step) => [step.offsets, step.edges],
  width: (step, widthOf, place) => {
    checkColumns(step.columns, widthOf(step.in), place)
    return step.columns.length
  },
  validate: (step, { coefficients }) => {
    const { offsets, edges } = binArrays(step, coefficients)
    const lists = { name: step.edges, data: edges }
    checkLists({ name: step.offsets, data: offsets }, lists, (before, here) => before <= here)
  },
  execute: (step, row) => {
    const x = row.value(step.in)
    const { offsets, edges } = binArrays(step, row.coefficients)
    return Float64Array.from(step.columns, (column, i) => {
      const value = x[column] as number
      if (Number.isNaN(value)) return value
      const own = edges.subarray(offsets[i], offsets[i + 1])
      return own.filter((edge) => (step.upperEdge === 'outside' ? edge <= value : edge < value))
        .length
    })
  },
}

/** The coefficients of a bin step, looked up once. @throws Refusal when one does not fit */
export function binArrays(step: BinStep, all: Coefficients) {
  const offsets = int32Of(all, step.offsets, [step.columns.length + 1])
  return { offsets, edges: float64Of(all, step.edges) }
}
