import { corrupt } from '../../corrupt.ts'
import { checkFinite, float64Of, placeOf } from '../tensors.ts'
import type { ScaleStep } from '../types.ts'
import { checkColumns, parseColumns } from './columns.ts'
import type { Op } from './op.ts'

/** (x - center) / scale, column by column, two roundings. */
export const scaleOp: Op<ScaleStep> = {
  op: 'scale@1',
  parse: (fields) => ({
    op: 'scale@1',
    in: fields.name('in'),
    out: fields.name('out'),
    columns: parseColumns(fields),
    center: fields.name('center'),
    scale: fields.name('scale'),
  }),
  inputs: (step) => [step.in],
  coefficients: (step) => [step.center, step.scale],
  width: (step, widthOf, place) => {
    checkColumns(step.columns, widthOf(step.in), place)
    return step.columns.length
  },
  validate: (step, { coefficients }) => {
    const shape = [step.columns.length]
    checkFinite(step.center, float64Of(coefficients, step.center, shape))
    const scale = float64Of(coefficients, step.scale, shape)
    checkFinite(step.scale, scale)
    const zero = scale.indexOf(0)
    if (zero >= 0) throw corrupt(placeOf(step.scale, zero), '0', 'a number other than 0')
  },
  execute: (step, row) => {
    const x = row.value(step.in)
    const center = float64Of(row.coefficients, step.center)
    const scale = float64Of(row.coefficients, step.scale)
    return Float64Array.from(
      step.columns,
      (column, i) => ((x[column] as number) - (center[i] as number)) / (scale[i] as number),
    )
  },
}
