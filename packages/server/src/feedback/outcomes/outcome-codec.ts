import { Buffer } from 'node:buffer'
import { type Micros, micros } from '../../platform/clock.ts'
import { idOfContent } from './policy.ts'
import type { PackedOutcomes } from './store.ts'
import type { OutcomeRecord } from './types.ts'

// An outcome is five doubles (event time, recorded time, prediction time, value, revision; NaN is absent),
// the 32 bytes of its content hash, the lengths of six texts (16 bits each, 0xffff is absent), four zero
// bytes, and the texts in UTF-8: id (absent where it is that of the content), prediction id, endpoint, unit,
// name, text. Padded with zeros to a multiple of eight; all numbers are little-endian.

const hashAt = 40
const hashBytes = 32
const lengthsAt = hashAt + hashBytes
const textsAt = 88
const absent = 0xffff
const firstBytes = 1 << 16

/** Writes outcomes end to end, as the store takes them. */
export class OutcomePacker {
  #bytes = Buffer.alloc(firstBytes)
  #used = 0
  #lengths: number[] = []

  get count(): number {
    return this.#lengths.length
  }

  get sizeBytes(): number {
    return this.#used
  }

  /** Texts must have fewer than 65,535 bytes each. */
  add(outcome: OutcomeRecord): void {
    const { outcomeId, predictionId, endpoint, unit, name, text, contentHash } = outcome
    const id = outcomeId === idOfContent(contentHash) ? undefined : outcomeId
    this.#makeRoom(textsAt + 3 * lengthOf([id, predictionId, endpoint, unit, name, text]))
    const at = this.#used
    const bytes = this.#bytes
    bytes.writeDoubleLE(outcome.eventTime, at)
    bytes.writeDoubleLE(outcome.recordedTime, at + 8)
    bytes.writeDoubleLE(outcome.predictionTime ?? Number.NaN, at + 16)
    bytes.writeDoubleLE(outcome.value ?? Number.NaN, at + 24)
    bytes.writeDoubleLE(outcome.revision, at + 32)
    bytes.write(contentHash, at + hashAt, 'hex')
    bytes.writeUInt32LE(0, at + textsAt - 4)
    let end = at + textsAt
    end = this.#writeText(id, at + lengthsAt, end)
    end = this.#writeText(predictionId, at + lengthsAt + 2, end)
    end = this.#writeText(endpoint, at + lengthsAt + 4, end)
    end = this.#writeText(unit, at + lengthsAt + 6, end)
    end = this.#writeText(name, at + lengthsAt + 8, end)
    end = this.#writeText(text, at + lengthsAt + 10, end)
    const length = (end - at + 7) & ~7
    bytes.fill(0, end, at + length)
    this.#used += length
    this.#lengths.push(length)
  }

  /** What was added since the last time; its memory is valid until the next `add`. */
  take(): PackedOutcomes {
    const packed = { bytes: this.#bytes.subarray(0, this.#used), lengths: this.#lengths }
    this.#used = 0
    this.#lengths = []
    return packed
  }

  #writeText(text: string | undefined, lengthAt: number, at: number): number {
    const length = text === undefined ? 0 : this.#bytes.write(text, at, 'utf8')
    this.#bytes.writeUInt16LE(text === undefined ? absent : length, lengthAt)
    return at + length
  }

  #makeRoom(bytes: number): void {
    const needed = this.#used + bytes + 8
    if (needed <= this.#bytes.length) return
    const larger = Buffer.alloc(Math.max(needed, 2 * this.#bytes.length))
    this.#bytes.copy(larger, 0, 0, this.#used)
    this.#bytes = larger
  }
}

function lengthOf(texts: readonly (string | undefined)[]): number {
  let length = 0
  for (const text of texts) length += text?.length ?? 0
  return length
}

/** The outcome that a payload holds. */
export function unpackOutcome(payload: Uint8Array): OutcomeRecord {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  const contentHash = bytes.toString('hex', hashAt, hashAt + hashBytes)
  const texts: (string | undefined)[] = []
  let at = textsAt
  for (let k = 0; k < 6; k++) {
    const length = bytes.readUInt16LE(lengthsAt + 2 * k)
    texts.push(length === absent ? undefined : bytes.toString('utf8', at, at + length))
    if (length !== absent) at += length
  }
  const [id, predictionId, endpoint, unit, name = '', text] = texts
  return {
    outcomeId: id ?? idOfContent(contentHash),
    revision: bytes.readDoubleLE(32),
    ...{ predictionId, endpoint, unit },
    predictionTime: timeOf(bytes.readDoubleLE(16)),
    name,
    value: numberOf(bytes.readDoubleLE(24)),
    text,
    eventTime: micros(bytes.readDoubleLE(0)),
    recordedTime: micros(bytes.readDoubleLE(8)),
    contentHash,
  }
}

function numberOf(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value
}

function timeOf(value: number): Micros | undefined {
  return Number.isNaN(value) ? undefined : micros(value)
}
