import {
  answerKindOf,
  type Contract,
  featuresOf,
  type Level,
  type Scored,
} from '@ratchet-ml/scoring'
import type { RecordContext } from './record-context.ts'
import {
  doubleAt,
  doublesOf,
  fixedBytes,
  hashBytes,
  mostTextBytes,
  noRow,
  padded,
  wordAt,
} from './record-layout.ts'
import {
  type Hashed,
  hashedText,
  mostLongTextBytes,
  textOfRow,
  writeHash,
  writeLongText,
  writeText,
} from './record-texts.ts'
import type { InputOf, LogColumn, RecordBuffer } from './types.ts'

/** What the records of one reply have in common beside their context. */
export interface RequestFacts {
  requestId: string
  /** Microseconds since 1970 UTC. */
  eventTime: number
  recordedTime: number
  latencyUs: number
  status: number
  /** 0 answered, 1 refused, 2 failed. */
  kind: number
  sampling: number
}

/** Rows that were answered. */
export interface AnsweredBlock {
  /** Rows as the version took them, row-major. */
  readonly rows: Float64Array
  readonly scored: Scored
  /** Position of the block's first row in its request. */
  readonly first: number
  readonly count: number
}

/** The longest request id that a record holds. */
export const mostIdBytes = 255

/**
 * Writes records straight from encoded rows and answers into memory, without an object for each.
 */
export class RecordEncoder {
  readonly #width: number
  readonly #features: Int32Array
  readonly #outputs: readonly LogColumn[]
  readonly #hashes: readonly Hashed[]
  readonly #texts: readonly LogColumn[]
  /** Of each text that a model reads: where it stands in a row; -1 if this version does without it. */
  readonly #longTexts: Int32Array
  readonly #doubles: number
  readonly #key: () => Uint8Array

  /** By stored feature: the endpoint's code of each of the version's, where they differ. */
  readonly #codes: readonly (Float64Array | undefined)[]
  /** So many stored features are the first of a row, as they stand there. */
  readonly #straight: number

  /**
   * @param contract the version's, by which rows are encoded
   * @param key of hashed columns
   */
  constructor(contract: Contract, columns: readonly LogColumn[], key: () => Uint8Array) {
    const features = featuresOf(contract)
    const places = new Map(features.map(({ name }, place) => [name, place]))
    const at = (name: string) => places.get(name) ?? -1
    this.#width = features.length
    const stored = columns.filter(({ group, storage }) => group === 'feature' && storage === 'f64')
    this.#features = Int32Array.from(stored, ({ name }) => at(name))
    this.#codes = stored.map(({ name, levels }) => translation(features[at(name)]?.levels, levels))
    const bent = this.#codes.findIndex((codes, k) => codes !== undefined || this.#features[k] !== k)
    this.#straight = bent < 0 ? stored.length : bent
    this.#outputs = columns.filter(({ group }) => group === 'output')
    this.#hashes = columns
      .filter(({ storage }) => storage === 'hash')
      .map(({ name, group }) => ({
        ...{ name, at: at(name), isFeature: group === 'feature' },
        field: features[at(name)],
      }))
    this.#texts = columns.filter(({ storage }) => storage === 'text')
    const longTexts = columns.filter(({ storage }) => storage === 'longText')
    this.#longTexts = Int32Array.from(longTexts, ({ name }) => at(name))
    this.#doubles = doublesOf(columns)
    this.#key = key
  }

  /** What a record takes at most; without a block, one of a request that was not answered. */
  mostBytes({ texts }: RecordContext, requestId: string, block?: AnsweredBlock): number {
    const always = fixedBytes + requestId.length + texts.length
    if (block === undefined) return padded(always)
    const values = 8 * (this.#doubles + block.scored.rawWidth) + hashBytes * this.#hashes.length
    const short = this.#texts.length * (2 + mostTextBytes)
    return padded(always + values + short + this.#mostLongTextBytes(block))
  }

  /** Writes the record of an answered row at a multiple of 8; gives its length, a multiple of 8. */
  answered(
    to: RecordBuffer,
    at: number,
    facts: RequestFacts,
    context: RecordContext,
    block: AnsweredBlock,
    i: number,
    inputOf: InputOf,
  ): number {
    const row = block.first + i
    this.#writeFixed(to, at, facts, context, row, block.scored.rawWidth)
    let end = this.#writeDoubles(to, at + fixedBytes, block, i)
    for (let k = 0; k < this.#hashes.length; k++) {
      const text = hashedText(this.#hashes[k] as Hashed, block.rows, i * this.#width, row, inputOf)
      writeHash(to.bytes, end, text, this.#key)
      end += hashBytes
    }
    end = writeTail(to.bytes, end, facts.requestId, context.texts)
    for (let k = 0; k < this.#texts.length; k++) {
      end = writeText(to.bytes, end, inputOf(row, (this.#texts[k] as LogColumn).name))
    }
    for (const at of this.#longTexts) {
      end = writeLongText(to.bytes, end, textOfRow(block.rows, i * this.#width, at))
    }
    return close(to.bytes, at, end)
  }

  #mostLongTextBytes({ rows, count }: AnsweredBlock): number {
    if (this.#longTexts.length === 0) return 0
    let most = 0
    for (let row = 0; row < count; row++) {
      let bytes = 0
      for (const at of this.#longTexts) {
        bytes += mostLongTextBytes(textOfRow(rows, row * this.#width, at))
      }
      most = Math.max(most, bytes)
    }
    return most
  }

  /** Writes the record of a request that was not answered. */
  unanswered(to: RecordBuffer, at: number, facts: RequestFacts, context: RecordContext): number {
    this.#writeFixed(to, at, facts, context, noRow, 0)
    return close(to.bytes, at, writeTail(to.bytes, at + fixedBytes, facts.requestId, context.texts))
  }

  #writeFixed(
    { doubles, words }: RecordBuffer,
    at: number,
    facts: RequestFacts,
    context: RecordContext,
    row: number,
    rawCount: number,
  ): void {
    const d = at >>> 3
    doubles[d + doubleAt.eventTime] = facts.eventTime
    doubles[d + doubleAt.recordedTime] = facts.recordedTime
    doubles[d + doubleAt.propensity] = context.propensity
    doubles[d + doubleAt.sampling] = facts.sampling
    const w = at >>> 2
    words[w + wordAt.latencyUs] = facts.latencyUs
    words[w + wordAt.row] = row
    words[w + wordAt.routeRevision] = context.routeRevision
    words[w + wordAt.experimentIteration] = context.experimentIteration
    words[w + wordAt.status] = facts.status | (facts.kind << 16) | (facts.requestId.length << 24)
    words[w + wordAt.rawCount] = rawCount
  }

  #writeDoubles({ doubles }: RecordBuffer, at: number, block: AnsweredBlock, i: number): number {
    const { rows, scored } = block
    const features = this.#features
    const from = i * this.#width
    let d = at >>> 3
    for (let k = 0; k < this.#straight; k++) doubles[d++] = rows[from + k] as number
    for (let k = this.#straight; k < features.length; k++) {
      const at = features[k] as number
      const value = at < 0 ? Number.NaN : (rows[from + at] as number)
      const codes = this.#codes[k]
      doubles[d++] = codes === undefined ? value : (codes[value] ?? Number.NaN)
    }
    for (let k = 0; k < this.#outputs.length; k++) {
      const { name, width } = this.#outputs[k] as LogColumn
      const values = outputOf(scored, name)
      for (let j = i * width; j < (i + 1) * width; j++) doubles[d++] = values?.[j] ?? Number.NaN
    }
    const { raw, rawWidth } = scored
    for (let j = i * rawWidth; j < (i + 1) * rawWidth; j++) doubles[d++] = raw[j] as number
    return d * 8
  }
}

/** `undefined` where the codes are the same. */
function translation(
  from: readonly Level[] | undefined,
  to: readonly Level[] | undefined,
): Float64Array | undefined {
  if (from === undefined || to === undefined) return undefined
  if (from.every((level, code) => to[code] === level)) return undefined
  return Float64Array.from(from, (level) => {
    const code = to.indexOf(level)
    return code < 0 ? Number.NaN : code
  })
}

function outputOf(scored: Scored, name: string): Float64Array | Int32Array | undefined {
  const kind = answerKindOf(name)
  return kind === undefined ? undefined : scored[kind]
}

function writeTail(bytes: Uint8Array, at: number, id: string, context: Uint8Array): number {
  for (let k = 0; k < id.length; k++) bytes[at + k] = id.charCodeAt(k)
  bytes.set(context, at + id.length)
  return at + id.length + context.length
}

/** Pads with zeros, as the memory holds what was there before. */
function close(bytes: Uint8Array, at: number, end: number): number {
  const length = padded(end - at)
  for (let k = end; k < at + length; k++) bytes[k] = 0
  return length
}
