/** A value of mostly zeros for a block of rows: of each row the other numbers, columns climbing. */
export class SparseBlock {
  readonly width: number
  /** Where the numbers of each row begin, and the last row's end. */
  readonly starts: Int32Array
  columns = new Int32Array(256)
  values = new Float64Array(256)

  constructor(width: number, blockRows: number) {
    this.width = width
    this.starts = new Int32Array(blockRows + 1)
  }

  /** Makes room for so many numbers; those that are there stay. */
  reserve(size: number): void {
    if (size <= this.values.length) return
    const room = Math.max(size, 2 * this.values.length)
    const [columns, values] = [new Int32Array(room), new Float64Array(room)]
    columns.set(this.columns)
    values.set(this.values)
    this.columns = columns
    this.values = values
  }
}
