import { numberText } from './number-text.ts'

/** A metric on one group of rows, or why there is none. */
export type IntervalPoint =
  | {
      readonly kind: 'value'
      readonly value: number
      readonly low?: number | undefined
      readonly high?: number | undefined
      /** False where these rows are no evidence about the contender. */
      readonly counted: boolean
      /** Why they are none; `trained on` unless told. */
      readonly because?: string | undefined
    }
  | {
      readonly kind: 'undefined'
      readonly reason: string
      readonly counted: boolean
      readonly because?: string | undefined
    }

/** Finite, and so far from the largest double that a range of such values has a finite length. */
export function isDrawable(value: number | undefined): value is number {
  return value !== undefined && Math.abs(value) <= 1e100
}

/** An interval that can be drawn: both of its ends. */
export function drawableInterval(point: {
  readonly low?: number | undefined
  readonly high?: number | undefined
}): readonly [number, number] | undefined {
  const { low, high } = point
  return isDrawable(low) && isDrawable(high) ? [low, high] : undefined
}

/** A point in words, such as `0.3812 (0.3799 to 0.3826)`. */
export function pointText(point: IntervalPoint | undefined): string {
  if (point === undefined) return 'none'
  const note = point.counted ? '' : `, ${uncountedText(point)}`
  if (point.kind === 'undefined') return `undefined: ${point.reason}${note}`
  return `${valueText(point)}${note}`
}

/** A value with its interval where it has one. */
export function valueText(point: {
  readonly value: number
  readonly low?: number | undefined
  readonly high?: number | undefined
}): string {
  const { value, low, high } = point
  if (low === undefined || high === undefined) return numberText(value)
  return `${numberText(value)} (${numberText(low)} to ${numberText(high)})`
}

/** Why a point does not count, such as `trained on, not counted`. */
export function uncountedText(point: { readonly because?: string | undefined }): string {
  return `${point.because ?? 'trained on'}, not counted`
}
