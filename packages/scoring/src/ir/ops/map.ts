import { getMapFunction } from '../map-functions.ts'
import { type MapStep, mapFunctions } from '../numeric-steps.ts'
import { parseEnds, rowOp } from './row-op.ts'

/** A function of every column. */
export const mapOp = rowOp<MapStep>({
  op: 'map@1',
  parse: (fields) => ({
    op: 'map@1',
    ...parseEnds(fields),
    function: fields.oneOf('function', mapFunctions),
  }),
  coefficients: () => [],
  width: (step, widthOf) => widthOf(step.in),
  validate: () => {},
  prepare: (step, _coefficients, width) => {
    const f = getMapFunction(step.function)
    return (x, from, out, at) => {
      for (let i = 0; i < width; i++) out[at + i] = f(x[from + i] as number)
    }
  },
})
