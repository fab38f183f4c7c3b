import { corrupt } from '../../corrupt.ts'
import { limits } from '../limits.ts'
import type { StepFields } from '../step-fields.ts'

/** The `columns` attribute of a step: which columns of its input it takes, in which order. */
export function parseColumns(fields: StepFields): readonly number[] {
  return fields.integers('columns', 0, limits.width - 1)
}

/** @throws Refusal naming the first column that the input does not have */
export function checkColumns(columns: readonly number[], width: number, place: string): void {
  const at = columns.findIndex((column) => column >= width)
  if (at >= 0) throw corrupt(`${place}/columns/${at}`, String(columns[at]), `less than ${width}`)
}
