import { Buffer } from 'node:buffer'
import { type ContextText, contextTexts, mostTextBytes } from './record-layout.ts'

/** What records of one route, version and way of answering have in common, encoded once. */
export interface RecordContext {
  readonly routeRevision: number
  readonly propensity: number
  /** 0: no experiment. */
  readonly experimentIteration: number
  /** The texts that every record has, each after its length. */
  readonly texts: Uint8Array
}

export type ContextFacts = Pick<RecordContext, 'routeRevision'> &
  Partial<Pick<RecordContext, 'propensity' | 'experimentIteration'>> &
  Readonly<Partial<Record<ContextText, string>>>

/** Encodes what is the same for many records. */
export function createRecordContext(facts: ContextFacts): RecordContext {
  const { routeRevision, propensity = 1, experimentIteration = 0 } = facts
  const texts = Buffer.concat(contextTexts.map((name) => textBytes(facts[name] ?? '')))
  return { routeRevision, propensity, experimentIteration, texts }
}

/** A text after its length in two bytes, cut where it is too long. */
export function textBytes(text: string): Uint8Array {
  const bytes = Buffer.alloc(2 + Math.min(mostTextBytes, text.length * 3))
  const length = bytes.write(text, 2)
  bytes.writeUInt16LE(length, 0)
  return bytes.subarray(0, 2 + length)
}
