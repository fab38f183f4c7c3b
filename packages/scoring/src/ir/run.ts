/** A run of `width` doubles inside a larger array. */
export interface Run {
  readonly data: Float64Array
  readonly start: number
  readonly width: number
}
