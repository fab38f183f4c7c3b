import { emptyHead, hashOf } from './chain.ts'
import { Faults } from './faults.ts'
import type { LedgerHead, LedgerRecord, LedgerReport } from './types.ts'

/**
 * Walks a chain from its first record: sequence without gaps, each link naming the hash before it,
 * each hash that of its record, times that never go back and, with `expected`, a record with that
 * sequence and hash.
 */
export function verifyChain(
  records: Iterable<LedgerRecord>,
  expected?: LedgerHead,
  faults = new Faults(),
): LedgerReport {
  let head = emptyHead
  let at = 0
  let count = 0
  let seen = expected === undefined || isSame(expected, emptyHead)
  for (const record of records) {
    checkLink(record, head, at, faults)
    count += 1
    head = { seq: record.seq, hash: record.hash }
    at = record.at
    if (expected !== undefined && isSame(expected, head)) seen = true
    if (faults.isFull) break
  }
  if (!seen && expected !== undefined && !faults.isFull) faults.add(absence(expected, head))
  const found = faults.list()
  return { outcome: found.length === 0 ? 'intact' : 'broken', head, records: count, faults: found }
}

function checkLink(record: LedgerRecord, before: LedgerHead, at: number, faults: Faults): void {
  const place = `record ${record.seq}`
  if (record.seq !== before.seq + 1) {
    faults.add(`${place} follows record ${before.seq}; expected record ${before.seq + 1}.`)
  }
  if (record.prev !== before.hash) {
    faults.add(`${place} continues from ${record.prev}; the record before has ${before.hash}.`)
  }
  if (record.at < at)
    faults.add(`${place} is at ${record.at}, before the record before it (${at}).`)
  const hash = recomputed(record)
  if (hash !== record.hash) faults.add(`${place} hashes to ${hash}; it says ${record.hash}.`)
}

/** Data that is no longer JSON has no hash. */
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
