import { beforeEach, expect, test } from 'vitest'
import { memoryBlobStore } from '../../adapters/memory/blob-store.ts'
import { memoryMetadata } from '../../adapters/memory/metadata.ts'
import { createIds } from '../../platform/ids.ts'
import { manualClock } from '../../platform/testing/manual-clock.ts'
import { toCheck } from './check-id.ts'
import { Checks } from './service.ts'
import { aCheck, aDigest } from './testing/a-check.ts'
import { recipeGates } from './types.ts'

const asAda = { actor: 'os:ada', reason: 'a test' } as const
let checks: Checks

beforeEach(() => {
  const clock = manualClock()
  const { checks: store } = memoryMetadata(clock, createIds({ clock }))
  const hasVersion = async (_: string, digest: string) => digest !== aDigest('0')
  checks = new Checks({ store, blobs: memoryBlobStore(), hasVersion })
})

test('keeps the document, and finds the newest of a version by a specification', async () => {
  const check = aCheck({ specification: aDigest('3') })
  const summary = await checks.record(check, asAda)
  expect(summary).toMatchObject({ id: check.id, verdict: 'pass', actor: 'os:ada' })
  expect(await checks.get(check.id)).toEqual(check)
  expect(await checks.findLatest('flights', check.version, aDigest('3'))).toEqual(check)
  expect(await checks.list('flights')).toEqual([summary])
  await expect(checks.get(aDigest('9'))).rejects.toMatchObject({ code: 'check-not-found' })
})

test('refuses a verdict that the gates do not give, and an id that is of something else', async () => {
  const { id: _, ...content } = aCheck({
    gates: [{ gate: 'test', verdict: 'fail', reasons: [] }],
  })
  await expect(checks.record({ ...content, id: aDigest('1') }, asAda)).rejects.toMatchObject({
    ...{ code: 'request-invalid', message: expect.stringContaining('is named') },
  })
  const lying = toCheck({ ...content, verdict: 'pass' })
  await expect(checks.record(lying, asAda)).rejects.toMatchObject({
    ...{ code: 'request-invalid', message: 'The check says pass; its gates come to fail.' },
  })
  const partial = toCheck({
    ...{ ...content, verdict: 'pass' },
    gates: [{ gate: 'test', verdict: 'pass', reasons: [] }],
  })
  await expect(checks.record(partial, asAda)).rejects.toMatchObject({ code: 'request-invalid' })
  expect(await checks.list()).toEqual([])
})

test('a check of a recipe stands for no version, and says nothing of one that has its digest', async () => {
  const gates = recipeGates.map((gate) => ({ gate, verdict: 'pass' as const, reasons: [] }))
  const { id: _, ...content } = aCheck({
    gates,
    version: aDigest('0'),
    specification: aDigest('3'),
  })
  const check = toCheck({ ...content, recipe: 'monthly', verdict: 'pass' })
  expect(await checks.record(check, asAda)).toMatchObject({ recipe: 'monthly', verdict: 'pass' })
  expect(await checks.get(check.id)).toEqual(check)
  expect(await checks.findLatest('flights', aDigest('0'), aDigest('3'))).toBeUndefined()
  const lacking = toCheck({ ...check, gates: gates.slice(1) })
  await expect(checks.record(lacking, asAda)).rejects.toMatchObject({ code: 'request-invalid' })
})

test('refuses a version that the registry does not have', async () => {
  const check = aCheck({ version: aDigest('0') })
  await expect(checks.record(check, asAda)).rejects.toMatchObject({ code: 'version-not-found' })
})
