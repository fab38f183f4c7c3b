/** Which rule a row broke. */
export type RuleName = 'unreadable' | 'type' | 'missing' | 'range' | 'level' | 'duplicate'

/** A row that broke a rule; its values are not in it, as any may be personal. */
export interface RowFault {
  readonly file: string
  /** Line of a text file, or number of the row, from 1. */
  readonly row: number
  readonly column?: string
  readonly rule: RuleName
}

/** A fault with what was found, to be shown to who asked and kept nowhere. */
export interface ShownFault extends RowFault {
  readonly found: string
  readonly expected: string
}

/** What the values of one column must be; what is absent is not asked. */
export interface ColumnRule {
  readonly column: string
  readonly required: boolean
  readonly integer: boolean
  readonly minimum?: number
  readonly maximum?: number
  /** Levels that a text or a number must be one of. */
  readonly levels?: ReadonlySet<string | number>
}
