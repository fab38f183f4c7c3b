import fc from 'fast-check'
import { expect, test } from 'vitest'
import { appendTo, emptyHead } from './chain.ts'
import type { LedgerRecord } from './types.ts'
import { verifyChain } from './verify.ts'

const event = fc.record({
  kind: fc.string(),
  v: fc.integer({ min: 1, max: 3 }),
  actor: fc.constantFrom('ratchet', 'http', 'os:ada'),
  subject: fc.string(),
  reason: fc.string({ unit: 'grapheme' }),
  data: fc.jsonValue({ maxDepth: 2 }),
})

/** Chains of 2 to 8 records whose times stand still or go on. */
const chain = fc.array(fc.tuple(event, fc.nat(5)), { minLength: 2, maxLength: 8 }).map((steps) => {
  const records: LedgerRecord[] = []
  for (const [one, after] of steps) {
    const last = records.at(-1)
    const id = `id-${records.length}`
    records.push(appendTo(last ?? emptyHead, one as never, id, (last?.at ?? 0) + after))
  }
  return records
})

test('hashes the canonical form of every field but the hash', () => {
  const record = appendTo(
    emptyHead,
    { kind: 'k', v: 1, actor: 'http', subject: 's', reason: 'é', data: { b: 1, a: [1e21] } },
    'id',
    7,
  )
  // sha256sum of {"actor":"http","at":7,"data":{"a":[1e+21],"b":1},"id":"id","kind":"k",
  // "prev":"000…","reason":"é","seq":1,"subject":"s","v":1}
  expect(record.hash).toBe('a630a14854e620f4b470e40b994616e556333ccd69764fff1d1f0642dd3c01f4')
})

test('verifies every chain that was made by appending', () => {
  fc.assert(
    fc.property(chain, (records) => {
      const { seq, hash } = records.at(-1) as LedgerRecord
      expect(verifyChain(records)).toEqual({
        ...{ outcome: 'intact', head: { seq, hash }, records: records.length, faults: [] },
      })
      for (const { seq, hash } of records) {
        expect(verifyChain(records, { seq, hash }).outcome).toBe('intact')
      }
    }),
  )
})

test('finds a change of any field of any record', () => {
  fc.assert(
    fc.property(chain, fc.nat(), fc.nat(), (records, at, which) => {
      const place = at % records.length
      const record = records[place] as LedgerRecord
      const fields = Object.keys(record) as (keyof LedgerRecord)[]
      const field = fields[which % fields.length] as keyof LedgerRecord
      const value = record[field]
      const other = value === 0 ? 1 : 0
      const changed = records.with(place, { ...record, [field]: other })
      expect(verifyChain(changed).outcome).toBe('broken')
    }),
  )
})

test('finds records that are missing at the front or in the middle, doubled or exchanged', () => {
  fc.assert(
    fc.property(chain, fc.nat(), (records, at) => {
      const place = at % (records.length - 1)
      const [one, next] = [records[place], records[place + 1]] as [LedgerRecord, LedgerRecord]
      expect(verifyChain(records.toSpliced(place, 1)).outcome).toBe('broken')
      expect(verifyChain(records.toSpliced(place, 0, one)).outcome).toBe('broken')
      expect(verifyChain(records.with(place, next).with(place + 1, one)).outcome).toBe('broken')
    }),
  )
})

test('finds a tail that was cut or written anew only by a head that was noted', () => {
  fc.assert(
    fc.property(chain, event, (records, another) => {
      const { seq, hash, at } = records.at(-1) as LedgerRecord
      const cut = records.slice(0, -1)
      const anew = appendTo(cut.at(-1) ?? emptyHead, another as never, 'other', at)
      expect(verifyChain(cut).outcome).toBe('intact')
      expect(verifyChain(cut, { seq, hash }).faults).toHaveLength(1)
      expect(verifyChain([...cut, anew]).outcome).toBe('intact')
      expect(verifyChain([...cut, anew], { seq, hash }).outcome).toBe('broken')
    }),
  )
})

test('finds a time that goes back, even in a record whose hash agrees', () => {
  const data = { kind: 'k', v: 1, actor: 'http', subject: 's', reason: '', data: null } as const
  const first = appendTo(emptyHead, data, 'a', 10)
  const second = appendTo(first, data, 'b', 9)
  expect(verifyChain([first, second]).faults).toEqual([
    'record 2 is at 9, before the record before it (10).',
  ])
})

test('shows at most a hundred faults, and says that there are more', () => {
  const data = { kind: 'k', v: 1, actor: 'http', subject: 's', reason: '', data: null } as const
  const one = appendTo(emptyHead, data, 'a', 10)
  const { faults } = verifyChain(Array.from({ length: 500 }, () => one))
  expect(faults).toHaveLength(100)
  expect(faults.at(-1)).toBe('There are more faults than are shown.')
})
