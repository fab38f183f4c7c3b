import { corrupt } from '../../corrupt.ts'
import { checkFinite, float64Of, int32Of, placeOf } from '../tensors.ts'
import type { Coefficients, OrdinalMapStep } from '../types.ts'
import { checkColumns, checkLists, parseColumns } from './columns.ts'
import type { Op } from './op.ts'

/** Numbers become other numbers by a table, column by column. */
export const ordinalMapOp: Op<OrdinalMapStep> = {
  op: 'ordinalMap@1',
  parse: (fields) => ({
    op: 'ordinalMap@1',
    in: fields.name('in'),
    out: fields.name('out'),
    columns: parseColumns(fields),
    offsets: fields.name('offsets'),
    keys: fields.name('keys'),
    values: fields.name('values'),
    fallback: fields.name('fallback'),
    missing: fields.name('missing'),
  }),
  inputs: (step) => [step.in],
  coefficients: (step) => [step.offsets, step.keys, step.values, step.fallback, step.missing],
  width: (step, widthOf, place) => {
    checkColumns(step.columns, widthOf(step.in), place)
    return step.columns.length
  },
  validate: (step, { coefficients }) => {
    const { offsets, keys, values } = ordinalMapArrays(step, coefficients)
    checkFinite(step.values, values)
    const lists = { name: step.keys, data: keys }
    checkLists({ name: step.offsets, data: offsets }, lists, (before, here) => before < here)
  },
  execute: (step, row) => {
    const x = row.value(step.in)
    const { offsets, keys, values, fallback, missing } = ordinalMapArrays(step, row.coefficients)
    return Float64Array.from(step.columns, (column, i) => {
      const value = x[column] as number
      if (Number.isNaN(value)) return missing[i] as number
      const [start, end] = [offsets[i] as number, offsets[i + 1] as number]
      // indexOf compares by ===, to which 0 and -0 are equal.
      const at = keys.subarray(start, end).indexOf(value)
      return (at < 0 ? fallback[i] : values[start + at]) as number
    })
  },
}

/** The coefficients of an ordinal map, looked up once. @throws Refusal when one does not fit */
export function ordinalMapArrays(step: OrdinalMapStep, all: Coefficients) {
  const columns = step.columns.length
  const keys = float64Of(all, step.keys)
  const zeros = keys.findIndex((key) => Object.is(key, -0))
  if (zeros >= 0) throw corrupt(placeOf(step.keys, zeros), '-0', '0, to which -0 is equal')
  return {
    offsets: int32Of(all, step.offsets, [columns + 1]),
    keys,
    values: float64Of(all, step.values, [keys.length]),
    fallback: float64Of(all, step.fallback, [columns]),
    missing: float64Of(all, step.missing, [columns]),
  }
}
