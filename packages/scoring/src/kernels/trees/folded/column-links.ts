import { binArrays } from '../../../ir/ops/bin.ts'
import { castNumber } from '../../../ir/ops/cast.ts'
import { ordinalMapArrays } from '../../../ir/ops/ordinal-map.ts'
import { float64Of } from '../../../ir/tensors.ts'
import type {
  BinStep,
  CastStep,
  Coefficients,
  ImputeStep,
  OrdinalMapStep,
  ScaleStep,
  Step,
} from '../../../ir/types.ts'

/** What a step makes of one column, number by number. */
export interface ColumnLink {
  /**
   * `standIn`: every number stays, NaN may become one. `rising`: a larger number never becomes a
   * smaller one, and none becomes NaN. `table`: some whole numbers have answers of their own, all others have one.
   */
  readonly kind: 'standIn' | 'rising' | 'table'
  apply(x: number): number
  /** Of a rising link: about the number that becomes `y`. */
  readonly back?: (y: number) => number
  /** Of a table: the numbers that have answers of their own, climbing from 0 on. */
  readonly keys?: readonly number[]
  /** A number that may become what NaN becomes. */
  readonly likeNaN?: number
}

/** Codes of a table: so many always have classes of their own (category-classes.ts). */
const mostCodes = 254

/** The i-th column of a step as a link; `undefined` where it is none of these. */
export function linkOf(step: Step, coefficients: Coefficients, i: number): ColumnLink | undefined {
  switch (step.op) {
    case 'impute@1':
      return imputeLink(step, coefficients, i)
    case 'scale@1':
      return scaleLink(step, coefficients, i)
    case 'bin@1':
      return binLink(step, coefficients, i)
    case 'cast@1':
      return castLink(step)
    case 'ordinalMap@1':
      return ordinalLink(step, coefficients, i)
    default:
      return undefined
  }
}

/** One of the columns that a code becomes. */
export function oneHotLink(level: number): ColumnLink | undefined {
  if (level >= mostCodes) return undefined
  return { kind: 'table', keys: [level], apply: (x) => (x === level ? 1 : 0) }
}

function imputeLink(step: ImputeStep, coefficients: Coefficients, i: number): ColumnLink {
  const value = float64Of(coefficients, step.values)[i] as number
  return { kind: 'standIn', likeNaN: value, apply: (x) => (Number.isNaN(x) ? value : x) }
}

function scaleLink(step: ScaleStep, all: Coefficients, i: number): ColumnLink | undefined {
  const center = float64Of(all, step.center)[i] as number
  const scale = float64Of(all, step.scale)[i] as number
  if (scale < 0) return undefined
  return {
    kind: 'rising',
    likeNaN: center,
    apply: (x) => (x - center) / scale,
    back: (y) => y * scale + center,
  }
}

function binLink(step: BinStep, coefficients: Coefficients, i: number): ColumnLink {
  const { offsets, edges } = binArrays(step, coefficients)
  const own = edges.slice(offsets[i], offsets[i + 1])
  const isOutside = step.upperEdge === 'outside'
  const apply = (x: number): number => {
    if (Number.isNaN(x)) return x
    let bin = 0
    for (const edge of own) if (isOutside ? edge <= x : edge < x) bin++
    return bin
  }
  return { kind: 'rising', apply, back: (y) => own[Math.max(0, Math.ceil(y))] ?? 0 }
}

function castLink({ to }: CastStep): ColumnLink {
  return { kind: 'rising', apply: (x) => castNumber(x, to), back: (y) => y }
}

function ordinalLink(
  step: OrdinalMapStep,
  coefficients: Coefficients,
  i: number,
): ColumnLink | undefined {
  const arrays = ordinalMapArrays(step, coefficients)
  const start = arrays.offsets[i] as number
  const keys = [...arrays.keys.subarray(start, arrays.offsets[i + 1])]
  if (!keys.every((key) => key >= 0 && key < mostCodes && Number.isInteger(key))) return undefined
  const [fallback, missing] = [arrays.fallback[i] as number, arrays.missing[i] as number]
  const table = new Map(keys.map((key, at) => [key, arrays.values[start + at] as number]))
  // A map holds 0 and -0 for the same key.
  const apply = (x: number) => (Number.isNaN(x) ? missing : (table.get(x) ?? fallback))
  return { kind: 'table', keys, apply }
}
