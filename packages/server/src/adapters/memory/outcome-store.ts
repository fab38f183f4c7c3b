import type {
  OutcomeAppender,
  OutcomeStore,
  PackedOutcomes,
  QuarantinedRow,
  QuarantineStore,
  StoredOutcome,
} from '../../feedback/outcomes/store.ts'
import type { OutcomeCursor, OutcomeSegment } from '../../feedback/outcomes/types.ts'
import { micros } from '../../platform/clock.ts'
import { Problem } from '../../platform/problem.ts'

interface MemorySegment {
  readonly sequence: number
  readonly payloads: Uint8Array[]
  isSealed: boolean
}

/** Outcomes of a process that keeps nothing: each process seals a segment of its own. */
export class MemoryOutcomeStore implements OutcomeStore {
  readonly #segments: MemorySegment[]
  #isClosed = false

  /** @param kept what processes before have left, which this one adds to */
  constructor(kept: MemoryOutcomeStore | undefined = undefined) {
    this.#segments = kept === undefined ? [] : kept.#segments
  }

  async repair(): Promise<void> {
    for (const segment of this.#segments) segment.isSealed = true
  }

  begin(): OutcomeAppender {
    return {
      append: async (outcomes) => this.#append(outcomes),
      commit: async () => {},
    }
  }

  async segments(): Promise<readonly OutcomeSegment[]> {
    return this.#segments.map(({ sequence, payloads, isSealed }) => {
      if (!isSealed) return { sequence, state: 'open' }
      const times = payloads.map((payload) => micros(Number(recordedOf(payload))))
      const [from, to] = [Math.min(...times), Math.max(...times)]
      return {
        sequence,
        state: 'sealed',
        records: times.length,
        from: micros(from),
        to: micros(to),
      }
    })
  }

  async *read(
    from: OutcomeCursor = '0:0',
    until = Number.POSITIVE_INFINITY,
  ): AsyncGenerator<StoredOutcome> {
    const [, first, after] = /^(\d+):(\d+)$/.exec(from) ?? []
    if (first === undefined) throw new RangeError(`${JSON.stringify(from)} is no place.`)
    for (const { sequence, payloads } of this.#segments) {
      if (sequence < Number(first) || sequence > until) continue
      const start = sequence === Number(first) ? Number(after) : 0
      for (let at = start; at < payloads.length; at++) {
        const payload = payloads[at] as Uint8Array // below the length
        yield { segment: sequence, payload, next: `${sequence}:${at + 1}` }
      }
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.repair()
  }

  #append({ bytes, lengths }: PackedOutcomes): void {
    if (this.#isClosed) {
      throw new Problem('outcomes-unwritable', 'The outcomes of this process are closed.')
    }
    const last = this.#segments.at(-1)
    const sequence = (last?.sequence ?? 0) + 1
    const segment = last?.isSealed === false ? last : { sequence, payloads: [], isSealed: false }
    if (segment !== last) this.#segments.push(segment)
    let at = 0
    for (const length of lengths) {
      // A copy: `slice` of a Buffer shares its memory.
      segment.payloads.push(Uint8Array.from(bytes.subarray(at, at + length)))
      at += length
    }
  }
}

function recordedOf(payload: Uint8Array): number {
  return new DataView(payload.buffer, payload.byteOffset).getFloat64(8, true)
}

/** The rows of each run, by its name. */
export class MemoryQuarantine implements QuarantineStore {
  readonly runs = new Map<string, (QuarantinedRow & { readonly source: string })[]>()

  async add(run: string, source: string, rows: readonly QuarantinedRow[]): Promise<string> {
    const known = this.runs.get(run) ?? []
    this.runs.set(run, known)
    known.push(...rows.map((row) => ({ source, ...row })))
    return `outcomes-${run}`
  }
}
