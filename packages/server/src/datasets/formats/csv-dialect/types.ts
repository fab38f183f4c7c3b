/** Encodings that a text file may have; latin1 is read as windows-1252, as browsers do. */
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'latin1'] as const
export type Encoding = (typeof encodings)[number]

/** How a file of separated values is written. */
export interface Dialect {
  readonly encoding: Encoding
  readonly separator: ',' | ';' | '\t' | '|'
  readonly quote: '"' | "'"
  /** Whether the first record names the columns. */
  readonly hasHeader: boolean
  readonly decimal: '.' | ','
}
