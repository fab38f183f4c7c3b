import { emptyHead, hashOf } from './chain.ts'
import { Faults } from './faults.ts'
import type { LedgerHead, LedgerRecord, LedgerReport } from './types.ts'

/**
 * Walks a whole chain: sequence without gaps, each link naming the hash before it, each hash that of
 * its record, times that never go back and, with `expected`, a record with that sequence and hash.
 */
export function verifyChain(records: Iterable<LedgerRecord>, expected?: LedgerHead): LedgerReport {
  const faults = new Faults()
  const walk = new ChainWalk(faults, expected)
  for (const record of records) {
    if (faults.isFull) break
    walk.step(record)
  }
  return walk.end()
}

/** The walk of `verifyChain`, one record at a time, for chains that are read in pieces. */
export class ChainWalk {
  readonly #faults: Faults
  readonly #expected: LedgerHead | undefined
  #head = emptyHead
  #at = 0
  #count = 0
  #isSeen: boolean

  constructor(faults: Faults, expected?: LedgerHead) {
    this.#faults = faults
    this.#expected = expected
    this.#isSeen = expected === undefined || isSame(expected, emptyHead)
  }

  step(record: LedgerRecord): void {
    this.#checkLink(record)
    this.#count += 1
    this.#head = { seq: record.seq, hash: record.hash }
    this.#at = record.at
    if (this.#expected !== undefined && isSame(this.#expected, this.#head)) this.#isSeen = true
  }

  /** What was found; faults that others have added meanwhile are in it. */
  end(): LedgerReport {
    if (!this.#isSeen && this.#expected !== undefined) {
      this.#faults.add(absence(this.#expected, this.#head))
    }
    const faults = this.#faults.list()
    const outcome = faults.length === 0 ? 'intact' : 'broken'
    return { outcome, head: this.#head, records: this.#count, faults }
  }

  #checkLink(record: LedgerRecord): void {
    const place = `record ${record.seq}`
    const { seq, hash } = this.#head
    if (record.seq !== seq + 1) {
      this.#faults.add(`${place} follows record ${seq}; expected record ${seq + 1}.`)
    }
    if (record.prev !== hash) {
      this.#faults.add(`${place} continues from ${record.prev}; the record before has ${hash}.`)
    }
    if (record.at < this.#at) {
      this.#faults.add(`${place} is at ${record.at}, before the record before it (${this.#at}).`)
    }
    const found = recomputed(record)
    if (found !== record.hash) {
      this.#faults.add(`${place} hashes to ${found}; it says ${record.hash}.`)
    }
  }
}

/** Data that canonical JSON cannot say has no hash. */
function recomputed(record: LedgerRecord): string {
  try {
    return hashOf(record)
  } catch {
    return 'nothing'
  }
}

function absence(expected: LedgerHead, head: LedgerHead): string {
  return (
    `The chain ends at record ${head.seq} and does not hold record ${expected.seq} ` +
    `with hash ${expected.hash}.`
  )
}

function isSame(a: LedgerHead, b: LedgerHead): boolean {
  return a.seq === b.seq && a.hash === b.hash
}
