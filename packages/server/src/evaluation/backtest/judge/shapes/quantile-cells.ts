import { cellOf, middleOfCell } from './float-cells.ts'

/** Counts of numbers by cell: the cell, and how many numbers fell into it, in turn. */
export type CellCounts = Float64Array

/**
 * Counts numbers in cells 1/64 of an octave wide, so that any quantile is known to better than 1 % of
 * itself, whatever the count, and merged counts are those of all numbers together.
 */
export class QuantileCells {
  readonly #counts = new Map<number, number>()
  #n = 0

  /** @param value a finite number */
  add(value: number): void {
    this.#count(signedCell(value), 1)
  }

  merge(counts: CellCounts): void {
    for (let i = 0; i + 1 < counts.length; i += 2) {
      this.#count(counts[i] as number, counts[i + 1] as number) // in range
    }
  }

  state(): CellCounts {
    return Float64Array.from(this.#ascending().flat())
  }

  get n(): number {
    return this.#n
  }

  /** The numbers below which these shares of all lie, shares ascending; none without numbers. */
  quantiles(shares: readonly number[]): readonly number[] {
    const cells = this.#ascending()
    const found: number[] = []
    let below = 0
    for (const [cell, count] of cells) {
      below += count
      while (found.length < shares.length && below >= (shares[found.length] ?? 1) * this.#n) {
        found.push(numberIn(cell))
      }
    }
    return found
  }

  #count(cell: number, more: number): void {
    this.#counts.set(cell, (this.#counts.get(cell) ?? 0) + more)
    this.#n += more
  }

  #ascending(): (readonly [number, number])[] {
    return [...this.#counts].sort(([a], [b]) => a - b)
  }
}

function signedCell(value: number): number {
  if (value === 0) return 0
  return value > 0 ? cellOf(value) + 1 : -cellOf(-value) - 1
}

function numberIn(cell: number): number {
  if (cell === 0) return 0
  return cell > 0 ? middleOfCell(cell - 1) : -middleOfCell(-cell - 1)
}
