import type { Html } from './element.ts'

/** A piece of a report that is left out where it does not fit. */
export interface Part {
  /** What it is, for saying that it was left out, such as `Brier score by month`. */
  readonly name: string
  /** The smaller the sooner it is given room. */
  readonly rank: number
  /** Made only where there may be room. */
  make(): Html
}

export interface Section {
  /** Also the fragment of its address. */
  readonly id: string
  readonly heading: string
  /** What always stands; a few kilobytes at most. */
  readonly lead: readonly Html[]
  readonly parts: readonly Part[]
}
