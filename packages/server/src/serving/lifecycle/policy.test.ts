import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideNext, isLegalTransition } from './policy.ts'
import type { LifecycleSnapshot, VersionSnapshot, VersionState } from './types.ts'

const digests = ['a', 'b', 'c', 'd']
const states: readonly VersionState[] = ['loading', 'ready', 'failed', 'unloading']

function snapshots(): fc.Arbitrary<LifecycleSnapshot> {
  const version = fc.record(
    {
      digest: fc.constantFrom(...digests),
      state: fc.constantFrom(...states),
      references: fc.nat(2),
      retryAtMs: fc.nat(100),
    },
    { requiredKeys: ['digest', 'state', 'references'] },
  ) as fc.Arbitrary<VersionSnapshot>
  return fc.record({
    aspired: fc.subarray(digests),
    versions: fc.uniqueArray(version, { selector: (one) => one.digest }),
    nowMs: fc.constant(50),
    loadsAtOnce: fc.integer({ min: 1, max: 2 }),
  })
}

test('never unloads or removes a wanted version', () => {
  fc.assert(
    fc.property(snapshots(), (snapshot) => {
      const next = decideNext(snapshot)
      if (next.action !== 'unload' && next.action !== 'remove') return
      expect(snapshot.aspired).not.toContain(next.digest)
    }),
  )
})

test('removes a version only when no request uses it', () => {
  fc.assert(
    fc.property(snapshots(), (snapshot) => {
      const next = decideNext(snapshot)
      if (next.action !== 'remove') return
      const version = snapshot.versions.find((one) => one.digest === next.digest)
      expect(version?.state === 'failed' || version?.references === 0).toBe(true)
    }),
  )
})

test('lets nothing go while a wanted version could be loaded', () => {
  fc.assert(
    fc.property(snapshots(), (snapshot) => {
      const missing = snapshot.aspired.some(
        (digest) => !snapshot.versions.some((one) => one.digest === digest),
      )
      const loading = snapshot.versions.filter((one) => one.state === 'loading').length
      if (!missing || loading >= snapshot.loadsAtOnce) return
      expect(['load', 'keep']).toContain(decideNext(snapshot).action)
    }),
  )
})

test('every sequence of actions ends with exactly the wanted versions ready', () => {
  fc.assert(
    fc.property(snapshots(), (start) => {
      let versions = start.versions.map((one) => ({ ...one, references: 0, retryAtMs: 0 }))
      for (let step = 0; step < 50; step++) {
        const next = decideNext({ ...start, versions })
        if (next.action === 'wait' && !versions.some((one) => one.state === 'loading')) break
        versions = applied(versions, next)
      }
      expect(versions.every((one) => one.state === 'ready')).toBe(true)
      expect(versions.map((one) => one.digest).sort()).toEqual([...start.aspired].sort())
    }),
  )
})

test('a failed version without a time to try again stays failed', () => {
  const versions = [{ digest: 'a', state: 'failed' as const, references: 0 }]
  const next = decideNext({ aspired: ['a'], versions, nowMs: 1e9, loadsAtOnce: 1 })
  expect(next).toEqual({ action: 'wait' })
})

test('waits until the first failed version may be tried again', () => {
  const versions = [
    { digest: 'a', state: 'failed' as const, references: 0, retryAtMs: 90 },
    { digest: 'b', state: 'failed' as const, references: 0, retryAtMs: 70 },
  ]
  const next = decideNext({ aspired: ['a', 'b'], versions, nowMs: 50, loadsAtOnce: 1 })
  expect(next).toEqual({ action: 'wait', untilMs: 70 })
})

test('a ready version can only begin to unload, or fail when its thread ends', () => {
  expect(isLegalTransition('ready', 'unloading')).toBe(true)
  expect(isLegalTransition('ready', 'failed')).toBe(true)
  for (const to of ['loading', 'gone'] as const) {
    expect(isLegalTransition('ready', to)).toBe(false)
  }
})

type Mutable = { digest: string; state: VersionState; references: number; retryAtMs: number }

/** What the world does: every load succeeds, one step later. */
function applied(versions: Mutable[], next: ReturnType<typeof decideNext>): Mutable[] {
  const settled = versions.map((one) =>
    one.state === 'loading' ? { ...one, state: 'ready' as const } : one,
  )
  const set = (digest: string, state: VersionState) =>
    settled.map((one) => (one.digest === digest ? { ...one, state } : one))
  switch (next.action) {
    case 'load':
      return [...settled, { digest: next.digest, state: 'loading', references: 0, retryAtMs: 0 }]
    case 'reload':
      return set(next.digest, 'loading')
    case 'keep':
      return set(next.digest, 'ready')
    case 'unload':
      return set(next.digest, 'unloading')
    case 'remove':
      return settled.filter((one) => one.digest !== next.digest)
    case 'wait':
      return settled
  }
}
