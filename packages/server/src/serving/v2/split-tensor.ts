import { elementName, type PlacedTensor } from '@ratchet-ml/scoring'

/** Adds the columns of a tensor's elements, as the row reader takes them, to those of a request. */
export function splitTensor(
  tensor: PlacedTensor,
  data: ArrayLike<unknown>,
  rows: number,
  columns: Map<string, ArrayLike<unknown>>,
): void {
  const { count } = tensor
  const numbers = data instanceof Float64Array || data instanceof Float32Array ? data : undefined
  if (numbers === undefined) {
    for (let k = 0; k < count; k++) {
      const column = Array.from({ length: rows }, (_, row) => data[row * count + k])
      columns.set(elementName(tensor, k), column)
    }
    return
  }
  const turned = new Float64Array(rows * count)
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < count; k++) turned[k * rows + row] = numbers[row * count + k] as number
  }
  for (let k = 0; k < count; k++) {
    columns.set(elementName(tensor, k), turned.subarray(k * rows, (k + 1) * rows))
  }
}
