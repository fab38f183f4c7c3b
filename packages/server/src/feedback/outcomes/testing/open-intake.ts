import { Buffer } from 'node:buffer'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { MemoryOutcomeStore, MemoryQuarantine } from '../../../adapters/memory/outcome-store.ts'
import { micros } from '../../../platform/clock.ts'
import { manualClock } from '../../../platform/testing/manual-clock.ts'
import { type BodyBounds, LocalIntake } from '../local-intake.ts'
import type { OutcomeOrder } from '../order.ts'
import { createOutcomeReader } from '../read-outcomes.ts'
import type { OutcomeRecord } from '../types.ts'

/** 2026-11-21T12:00:00Z */
export const noon = micros(1_795_262_400_000_000)

/** What a body is when its sender says nothing of it. */
export function anOrder(said: Partial<OutcomeOrder> = {}): OutcomeOrder {
  return {
    ...{ form: 'ndjson', run: 'r1', source: 'body', offset: 0, place: 'line' },
    ...{ endpoint: undefined, name: undefined, columns: new Map(), ignore: new Set() },
    endpoints: new Map([
      ['flights', 'plain'],
      ['people', 'hash'],
      ['secret', 'leave-out'],
    ]),
    key: new Uint8Array(32).fill(7),
    ...said,
  }
}

/** Outcomes taken into memory, at noon. */
export function openIntake(mostBytes: Partial<BodyBounds> = {}) {
  const store = new MemoryOutcomeStore()
  const quarantine = new MemoryQuarantine()
  const spoolFolder = mkdtempSync(join(tmpdir(), 'ratchet-spool-'))
  onTestFinished(() => rmSync(spoolFolder, { recursive: true, force: true }))
  const clock = manualClock(noon)
  const intake = new LocalIntake({ store, quarantine, spoolFolder, clock, mostBytes })
  const take = async (
    body: string | Uint8Array,
    said: Partial<OutcomeOrder> = {},
    part = 1 << 16,
  ) => {
    const bytes = Buffer.from(body)
    const one = intake.begin(anOrder(said))
    for (let at = 0; at < bytes.length; at += part) await one.push(bytes.subarray(at, at + part))
    return await one.end()
  }
  const all = async () => {
    const found: OutcomeRecord[] = []
    for await (const { records } of createOutcomeReader(store).read()) found.push(...records)
    return found
  }
  return {
    ...{ intake, store, quarantine, clock, take, all, spoolFolder },
    spooled: () => readdirSync(spoolFolder),
  }
}
