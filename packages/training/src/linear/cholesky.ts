/**
 * A symmetric matrix by its lower triangle, row after row: element (i, j), j <= i, lies at
 * i (i + 1) / 2 + j.
 */
export interface SymmetricMatrix {
  readonly size: number
  readonly data: Float64Array
}

/** Where row `i` of the lower triangle begins. */
export function rowStart(i: number): number {
  return (i * (i + 1)) / 2
}

export function createSymmetric(size: number): SymmetricMatrix {
  return { size, data: new Float64Array(rowStart(size)) }
}

/**
 * Overwrites a positive definite matrix with its Cholesky factor L (matrix = L Lᵀ), row by row in a
 * fixed order of additions.
 *
 * @returns false when a pivot is not above zero: the matrix is not positive definite in doubles,
 * and `data` is then half overwritten
 */
export function factorise({ size, data }: SymmetricMatrix): boolean {
  for (let i = 0; i < size; i++) {
    const rowI = rowStart(i)
    for (let j = 0; j < i; j++) {
      const rowJ = rowStart(j)
      const rest = (data[rowI + j] as number) - productOfRows(data, rowI, rowJ, j)
      data[rowI + j] = rest / (data[rowJ + j] as number)
    }
    const pivot = (data[rowI + i] as number) - productOfRows(data, rowI, rowI, i)
    if (!(pivot > 0)) return false
    data[rowI + i] = Math.sqrt(pivot)
  }
  return true
}

/**
 * Sum of the products of the first `length` numbers of two rows. Four sums side by side, always in
 * the same way: an addition does not wait for the one before.
 */
function productOfRows(data: Float64Array, a: number, b: number, length: number): number {
  let sum0 = 0
  let sum1 = 0
  let sum2 = 0
  let sum3 = 0
  let k = 0
  for (; k + 3 < length; k += 4) {
    sum0 += (data[a + k] as number) * (data[b + k] as number)
    sum1 += (data[a + k + 1] as number) * (data[b + k + 1] as number)
    sum2 += (data[a + k + 2] as number) * (data[b + k + 2] as number)
    sum3 += (data[a + k + 3] as number) * (data[b + k + 3] as number)
  }
  for (; k < length; k++) sum0 += (data[a + k] as number) * (data[b + k] as number)
  return sum0 + sum1 + (sum2 + sum3)
}

/** Solves L Lᵀ x = b for a factor made by `factorise`; `b` is left as it is. */
export function solveFactorised({ size, data }: SymmetricMatrix, b: Float64Array): Float64Array {
  const x = Float64Array.from(b)
  for (let i = 0; i < size; i++) {
    const row = rowStart(i)
    let sum = x[i] as number
    for (let k = 0; k < i; k++) sum -= (data[row + k] as number) * (x[k] as number)
    x[i] = sum / (data[row + i] as number)
  }
  for (let i = size - 1; i >= 0; i--) {
    const row = rowStart(i)
    const value = (x[i] as number) / (data[row + i] as number)
    x[i] = value
    for (let k = 0; k < i; k++) x[k] = (x[k] as number) - (data[row + k] as number) * value
  }
  return x
}
