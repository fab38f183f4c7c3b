import { unpackOutcome } from './outcome-codec.ts'
import type { OutcomeStore } from './store.ts'
import type { OutcomeBatch, OutcomeReader, OutcomeRecord } from './types.ts'

const batchRecords = 4096

/** Reads what a store holds, as outcomes. */
export function createOutcomeReader(store: Pick<OutcomeStore, 'segments' | 'read'>): OutcomeReader {
  return {
    segments: () => store.segments(),
    read: (from, until) => batchesOf(store, from, until),
  }
}

/** A batch ends with its segment, so that whoever keeps segments apart can. */
async function* batchesOf(
  store: Pick<OutcomeStore, 'read'>,
  from: string | undefined,
  until: number | undefined,
): AsyncGenerator<OutcomeBatch> {
  let records: OutcomeRecord[] = []
  let segment = 0
  let next = from ?? ''
  for await (const stored of store.read(from, until)) {
    if (records.length === batchRecords || (records.length > 0 && stored.segment !== segment)) {
      yield { segment, records, next }
      records = []
    }
    records.push(unpackOutcome(stored.payload))
    segment = stored.segment
    next = stored.next
  }
  if (records.length > 0) yield { segment, records, next }
}
