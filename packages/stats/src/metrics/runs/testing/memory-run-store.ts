import type { RunStore } from '../run-store.ts'

/** A store for tests, of blocks as short as wished. */
export function memoryRunStore(blockRows: number): RunStore & { runs(): number } {
  const runs: number[][][] = []
  return {
    blockRows,
    runs: () => runs.length,
    write(width, pieces) {
      const columns = Array.from({ length: width }, () => [] as number[])
      for (const piece of pieces) {
        columns.forEach((column, k) => {
          column.push(...(piece[k] ?? []))
        })
      }
      return { run: runs.push(columns) - 1, rows: columns[0]?.length ?? 0, width }
    },
    read({ run, width }, block) {
      const found = runs[run]
      if (found?.length !== width) throw new Error(`There is no run ${run}.`)
      const rows = (column: number[]) => column.slice(block * blockRows, (block + 1) * blockRows)
      return found.map((column) => Float64Array.from(rows(column)))
    },
  }
}
