import type { WidthOf } from '../../../ir/ops/op.ts'
import type { Coefficients, Program, Step } from '../../../ir/types.ts'
import { type ColumnLink, linkOf, oneHotLink } from './column-links.ts'

/** A column of a value that is written out. */
export interface ColumnRead {
  readonly value: string
  readonly column: number
}

/** Where a column comes from, and what becomes of it on the way. */
export interface ColumnSource extends ColumnRead {
  /** In the order in which they are applied. */
  readonly links: readonly ColumnLink[]
  /** Where the last link but stand-ins that stands before all others is a table: its keys. */
  readonly keys: readonly number[] | undefined
}

/** The columns of a program's values, by where they come from. */
export class ColumnTracer {
  readonly #steps: ReadonlyMap<string, Step>
  readonly #coefficients: Coefficients
  readonly #widthOf: WidthOf

  constructor({ steps }: Program, coefficients: Coefficients, widthOf: WidthOf) {
    this.#steps = new Map(steps.map((step) => [step.out, step]))
    this.#coefficients = coefficients
    this.#widthOf = widthOf
  }

  /**
   * Goes back as far as a question of a threshold to the column stays one to its source, of a threshold or of
   * whole numbers. Tables are gone through only where `takesTables` says so.
   */
  trace(read: ColumnRead, takesTables: boolean): ColumnSource {
    let found: ColumnSource = { ...read, links: [], keys: undefined }
    for (;;) {
      const before = this.#stepBack(found, takesTables)
      if (before === undefined) return found
      found = before
    }
  }

  #stepBack(source: ColumnSource, takesTables: boolean): ColumnSource | undefined {
    const step = this.#steps.get(source.value)
    const taken = step && this.#take(step, source.column)
    if (taken === undefined) return undefined
    const { link, ...read } = taken
    if (link === undefined) return { ...source, ...read }
    if (link.kind === 'table' && !takesTables) return undefined
    // Which numbers rise to a key is not asked.
    if (link.kind === 'rising' && source.keys !== undefined) return undefined
    return { ...read, links: [link, ...source.links], keys: link.keys ?? source.keys }
  }

  /** The column that a step makes a column of, and how. */
  #take(step: Step, column: number): (ColumnRead & { readonly link?: ColumnLink }) | undefined {
    if (step.op === 'concat@1') return this.#takePart(step.in, column)
    if (step.op === 'oneHot@1') return takeLevel(step, column)
    if (step.op === 'cast@1') return linked({ value: step.in, column }, this.#link(step, column))
    if (!('columns' in step)) return undefined
    // Every step takes as many columns as it has.
    const read = { value: step.in, column: step.columns[column] as number }
    return step.op === 'select@1' ? read : linked(read, this.#link(step, column))
  }

  #link(step: Step, i: number): ColumnLink | undefined {
    return linkOf(step, this.#coefficients, i)
  }

  #takePart(parts: readonly string[], column: number): ColumnRead | undefined {
    let first = 0
    for (const value of parts) {
      const width = this.#widthOf(value)
      if (column < first + width) return { value, column: column - first }
      first += width
    }
    return undefined
  }
}

function takeLevel(step: Extract<Step, { op: 'oneHot@1' }>, column: number) {
  let first = 0
  for (const [i, size] of step.sizes.entries()) {
    if (column < first + size) {
      return linked(
        { value: step.in, column: step.columns[i] as number },
        oneHotLink(column - first),
      )
    }
    first += size
  }
  return undefined
}

function linked(read: ColumnRead, link: ColumnLink | undefined) {
  return link && { ...read, link }
}
