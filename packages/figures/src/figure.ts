import type { FigureTheme } from './theme.ts'

/** The numbers of a figure as a table, for those who cannot or will not read the picture. */
export interface FigureTable {
  readonly caption: string
  readonly columns: readonly string[]
  /** One array a row, as long as `columns`; the first cell heads its row. */
  readonly rows: readonly (readonly string[])[]
}

/** A picture with its words: the same data three times. */
export interface Figure {
  /** A whole SVG document without scripts, styles, fonts or links; the same bytes every time. */
  readonly svg: string
  readonly table: FigureTable
  /** What the picture shows, in a few sentences; also the `desc` of the SVG. */
  readonly summary: string
}

export interface FigureOptions {
  /** Stem of the ids inside the SVG: unique among the figures of one document. */
  readonly id: string
  /** `narrow` is drawn for about 400 pixels, `wide` for about 860; `wide` unless told. */
  readonly size?: FigureSize
  /** `variables` unless told. */
  readonly theme?: FigureTheme
}

export type FigureSize = 'wide' | 'narrow'

/** A figure whose table is made when it is asked for: of thousands of rows it takes longer than the picture. */
export function withTable(svg: string, summary: string, tableOf: () => FigureTable): Figure {
  let table: FigureTable | undefined
  return {
    svg,
    summary,
    get table() {
      table ??= tableOf()
      return table
    },
  }
}
