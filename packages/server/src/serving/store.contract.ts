import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newEvent } from '../platform/ledger/new-event.ts'
import type { OpenedStore, OpenStore } from '../platform/testing/opened-store.ts'
import type { RouteStore, StoredRoute } from './store.ts'

const contract = `sha256:${'c'.repeat(64)}` as const

/** What every implementation of `RouteStore` must do. */
export function routeStoreContract(name: string, open: OpenStore<RouteStore>): void {
  const withStore = async (body: (opened: OpenedStore<RouteStore>) => Promise<void>) => {
    const opened = await open()
    try {
      await body(opened)
    } finally {
      await opened.close()
    }
  }

  describe(`route store, ${name}`, () => {
    test('knows no endpoint at first', () =>
      withStore(async ({ store }) => {
        expect(await store.find('flights')).toBeUndefined()
        expect(await store.list()).toEqual([])
        expect(await store.history('flights')).toEqual([])
        expect(await store.at('flights', 0)).toBeUndefined()
      }))

    test('keeps who, why and when beside the versions', () =>
      withStore(async ({ store, clock }) => {
        const validFrom = clock.now()
        const written = await store.replace(0, changed('flights', 1, 1))
        const route = {
          ...{ endpoint: 'flights', revision: 1, change: 'created', champion: routed(1) },
          ...{ contractDigest: contract, validFrom, actor: 'os:ada', reason: 'first' },
        }
        expect(written).toEqual({ kind: 'written', route })
        expect(await store.find('flights')).toEqual(route)
        clock.advance(7)
        await store.replace(1, changed('flights', 2, 2, 1))
        expect(await store.history('flights')).toEqual([
          {
            ...route,
            ...{ revision: 2, change: 'promoted', champion: routed(2), standby: routed(1) },
            validFrom: validFrom + 7,
          },
          { ...route, validTo: validFrom + 7 },
        ])
      }))

    test('changes nothing for a revision that is no longer in force', () =>
      withStore(async ({ store, ledger }) => {
        await store.replace(0, changed('flights', 1, 1))
        expect(await store.replace(0, changed('flights', 1, 2))).toEqual({
          ...{ kind: 'conflict', revision: 1 },
        })
        expect(await store.replace(2, changed('flights', 3, 2))).toEqual({
          ...{ kind: 'conflict', revision: 1 },
        })
        expect(await store.replace(4, changed('trains', 5, 2))).toEqual({
          ...{ kind: 'conflict', revision: 0 },
        })
        await expect(store.replace(1, changed('flights', 3, 2))).rejects.toThrow(RangeError)
        expect((await ledger.head()).seq).toBe(1)
        expect(await store.history('flights')).toHaveLength(1)
      }))

    test('lets exactly one of many changes at once win', () =>
      withStore(async ({ store }) => {
        const versions = [1, 2, 3, 4, 5]
        const written = await Promise.all(
          versions.map((version) => store.replace(0, changed('flights', 1, version))),
        )
        expect(written.filter(({ kind }) => kind === 'written')).toHaveLength(1)
      }))

    test('lists the routes in force by endpoint', () =>
      withStore(async ({ store }) => {
        for (const endpoint of ['b', 'a-1', 'a', 'B']) {
          await store.replace(0, changed(endpoint, 1, 1))
        }
        await store.replace(1, changed('a', 2, 2, 1))
        const list = await store.list()
        expect(list.map(({ endpoint, revision }) => `${endpoint} ${revision}`)).toEqual([
          ...['B 1', 'a 2', 'a-1 1', 'b 1'],
        ])
      }))

    test('says what was champion at any time, as a small model of it does', () =>
      fc.assert(
        fc.asyncProperty(changes, fc.array(fc.nat(400)), async (steps, times) => {
          const opened = await open()
          try {
            const start = opened.clock.now()
            const model = await apply(opened, steps)
            const store = await opened.reopen()
            for (const time of times) {
              for (const endpoint of ['x', 'y']) {
                const expected = model.findLast(
                  (one) => one.endpoint === endpoint && one.at <= start + time,
                )
                const found = await store.at(endpoint, start + time)
                expect(found?.champion.version).toBe(expected?.version)
                expect(found?.revision).toBe(expected?.revision)
              }
            }
            expect(await opened.ledger.verify()).toMatchObject({
              ...{ outcome: 'intact', records: model.length },
            })
          } finally {
            await opened.close()
          }
        }),
        { numRuns: 40 },
      ))
  })
}

interface Step {
  readonly endpoint: string
  readonly version: number
  readonly expected: number
  readonly after: number
}

interface Applied {
  readonly endpoint: string
  readonly version: number
  readonly revision: number
  readonly at: number
}

const changes: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    endpoint: fc.constantFrom('x', 'y'),
    version: fc.integer({ min: 1, max: 5 }),
    expected: fc.nat(4),
    after: fc.integer({ min: 0, max: 30 }),
  }),
  { maxLength: 20 },
)

async function apply(
  { store, clock }: OpenedStore<RouteStore>,
  steps: readonly Step[],
): Promise<readonly Applied[]> {
  const applied: Applied[] = []
  for (const { endpoint, version, expected, after } of steps) {
    clock.advance(after)
    const now = applied.findLast((one) => one.endpoint === endpoint)?.revision ?? 0
    const written = await store.replace(expected, changed(endpoint, expected + 1, version))
    if (now !== expected) {
      expect(written).toEqual({ kind: 'conflict', revision: now })
      continue
    }
    expect(written.kind).toBe('written')
    applied.push({ endpoint, version, revision: expected + 1, at: clock.now() })
  }
  return applied
}

function routed(version: number): StoredRoute['champion'] {
  return { model: 'flights', version, digest: `sha256:${String(version).padStart(64, '0')}` }
}

function changed(endpoint: string, revision: number, champion: number, standby?: number) {
  const cause = { actor: 'os:ada', reason: 'first' } as const
  return newEvent('route.changed', `endpoint/${endpoint}`, cause, {
    ...{ endpoint, revision, contract },
    change: revision === 1 ? 'created' : 'promoted',
    champion: routed(champion),
    ...(standby === undefined ? {} : { standby: routed(standby) }),
  })
}
