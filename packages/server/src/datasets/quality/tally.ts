import type { QualityCount } from '@ratchet-ml/protocol'
import type { RuleName, ShownFault } from './types.ts'

const mostShown = 10

/**
 * Counts what is wrong with rows, keeps the first faults to be shown, and gathers the lines of the
 * quarantine: one for each broken rule of a row.
 */
export class Tally {
  readonly #counts = new Map<string, { rule: RuleName; column?: string; rows: number }>()
  readonly #shown: ShownFault[] = []
  #lines: string[] = []
  #bad = 0

  /** @param isNewRow whether no other fault of this row was told before */
  add(fault: ShownFault, isNewRow: boolean): void {
    const { file, row, column, rule } = fault
    const key = `${rule} ${column ?? ''}`
    const count = this.#counts.get(key) ?? {
      rule,
      ...(column !== undefined && { column }),
      rows: 0,
    }
    count.rows += 1
    this.#counts.set(key, count)
    if (isNewRow) this.#bad += 1
    if (this.#shown.length < mostShown) this.#shown.push(fault)
    this.#lines.push(JSON.stringify({ file, row, ...(column !== undefined && { column }), rule }))
  }

  /** Rows with a fault. */
  get bad(): number {
    return this.#bad
  }

  /** The first faults. */
  get shown(): readonly ShownFault[] {
    return this.#shown
  }

  /** Most frequent first. */
  get counts(): readonly QualityCount[] {
    return [...this.#counts.values()].sort((a, b) => b.rows - a.rows)
  }

  /** The lines since the last call. */
  takeLines(): Uint8Array | undefined {
    if (this.#lines.length === 0) return undefined
    const text = `${this.#lines.join('\n')}\n`
    this.#lines = []
    return new TextEncoder().encode(text)
  }
}
