import fc from 'fast-check'
import { expect, test } from 'vitest'
import { silentLogger } from '../../platform/logger.ts'
import type { EngineLink } from '../engines/types.ts'
import type { VersionHandle } from './handle.ts'
import { isLegalTransition } from './policy.ts'
import { VersionShelf } from './shelf.ts'
import type { LoadedVersion, VersionState } from './types.ts'

const digests = ['sha256:a', 'sha256:b', 'sha256:c'] as const

type Step =
  | { readonly kind: 'aspire'; readonly wanted: readonly string[] }
  | { readonly kind: 'loaded' | 'refused' | 'died' | 'acquire' | 'release'; readonly on: string }
  | { readonly kind: 'retry' }

const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('aspire' as const), wanted: fc.subarray([...digests]) }),
    fc.record({
      kind: fc.constantFrom('loaded', 'refused', 'died', 'acquire', 'release'),
      on: fc.constantFrom(...digests),
    }),
    fc.record({ kind: fc.constant('retry' as const) }),
  ) as fc.Arbitrary<Step>,
  { maxLength: 60 },
)

test('whatever happens, versions go only over legal transitions, and none in use is let go', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (happened) => {
      const world = aShelf()
      for (const step of happened) {
        await world.take(step)
        expect(world.illegal).toEqual([])
        for (const handle of world.held.values()) {
          const { digest } = handle.loaded.version
          // Nobody holds a version that has ended by itself.
          if (world.dead.has(handle.loaded)) continue
          expect(['ready', 'unloading']).toContain(world.shelf.findStatus(digest)?.state)
          expect(world.closed).not.toContain(handle.loaded)
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('a version whose thread ends is loaded again after a second', async () => {
  const world = aShelf()
  await world.take({ kind: 'aspire', wanted: ['sha256:a'] })
  await world.take({ kind: 'loaded', on: 'sha256:a' })
  await world.take({ kind: 'died', on: 'sha256:a' })
  expect(world.shelf.findStatus('sha256:a')?.state).toBe('failed')
  await world.take({ kind: 'retry' })
  await world.take({ kind: 'loaded', on: 'sha256:a' })
  expect(world.shelf.findStatus('sha256:a')?.state).toBe('ready')
})

function aShelf() {
  const states = new Map<string, VersionState>()
  const illegal: string[] = []
  const loads = new Map<string, PromiseWithResolvers<LoadedVersion>>()
  const held = new Map<string, VersionHandle>()
  const dead = new Set<LoadedVersion>()
  const closed: LoadedVersion[] = []
  let now = 0
  let retry: (() => void) | undefined
  const shelf: VersionShelf = new VersionShelf({
    load: (version) => {
      const pending = Promise.withResolvers<LoadedVersion>()
      loads.set(version.digest, pending)
      return pending.promise
    },
    monotonicMs: () => now,
    later: (_ms, run) => {
      retry = run
      return () => {
        retry = undefined
      }
    },
    logger: silentLogger,
    onChange: () => watch(),
  })
  const watch = () => {
    const present = new Map(
      shelf.listStatus().map((one) => [one.version.digest as string, one.state]),
    )
    for (const [digest, before] of states) {
      const after = present.get(digest) ?? 'gone'
      if (after !== before && !isLegalTransition(before, after)) {
        illegal.push(`${before} to ${after}`)
      }
    }
    for (const [digest, state] of present) {
      if (!states.has(digest) && state !== 'loading') illegal.push(`began as ${state}`)
    }
    states.clear()
    for (const [digest, state] of present) states.set(digest, state)
  }
  const settle = (step: Extract<Step, { on: string }>) => {
    const pending = loads.get(step.on)
    loads.delete(step.on)
    if (step.kind === 'refused') pending?.reject(new Error('the store is away'))
    else pending?.resolve(aVersion(step.on, closed))
  }
  const take = async (step: Step): Promise<void> => {
    switch (step.kind) {
      case 'aspire':
        shelf.aspire(step.wanted.map(routed))
        break
      case 'loaded':
      case 'refused':
        settle(step)
        break
      case 'died': {
        const loaded = shelf.findReady(step.on)?.loaded
        if (loaded !== undefined) dead.add(loaded)
        loaded?.engine?.onDeath?.(new Error('ended'))
        break
      }
      case 'acquire': {
        const handle = shelf.findReady(step.on)
        if (handle === undefined || held.has(step.on)) break
        handle.acquire()
        held.set(step.on, handle)
        break
      }
      case 'release':
        held.get(step.on)?.release()
        held.delete(step.on)
        break
      case 'retry':
        now += 120_000
        retry?.()
        break
    }
    await new Promise(setImmediate)
  }
  return { shelf, take, illegal, held, dead, closed }
}

function routed(digest: string) {
  return { model: 'flights', version: 1, digest: digest as `sha256:${string}` }
}

function aVersion(digest: string, closed: LoadedVersion[]): LoadedVersion {
  const loaded = {
    version: routed(digest),
    engine: { onDeath: undefined, description: {} } as EngineLink,
    close: () => closed.push(loaded),
  } as unknown as LoadedVersion
  return loaded
}
