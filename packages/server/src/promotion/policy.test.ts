import type { RoutedVersion } from '@ratchet-ml/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planPromotion, planRollback } from './policy.ts'
import type { PastRoute, RoutePlan, RouteState } from './types.ts'

function aVersion(version: number): RoutedVersion {
  return { model: 'flights', version, digest: `sha256:${String(version).padStart(64, '0')}` }
}

interface World {
  readonly route: RouteState | undefined
  /** Newest first. */
  readonly history: readonly PastRoute[]
}

function follow(world: World, plan: RoutePlan): World {
  if (plan.outcome !== 'change') return world
  const { champion, standby, change, expectedRevision } = plan
  const route = { revision: expectedRevision + 1, champion, ...(standby && { standby }) }
  return { route, history: [{ champion, change }, ...world.history] }
}

const promote = (world: World, version: number) =>
  follow(world, planPromotion(world.route, aVersion(version), undefined))

function rollBack(world: World): World {
  if (world.route === undefined) return world
  return follow(world, planRollback(world.route, world.history, undefined))
}

const empty: World = { route: undefined, history: [] }

test('the first promotion makes the route, with nothing to go back to', () => {
  expect(planPromotion(undefined, aVersion(1), 0)).toEqual({
    outcome: 'change',
    change: 'created',
    expectedRevision: 0,
    champion: aVersion(1),
    standby: undefined,
  })
})

test('the champion before becomes standby', () => {
  const { route } = promote(promote(empty, 1), 2)
  expect(route).toEqual({ revision: 2, champion: aVersion(2), standby: aVersion(1) })
})

test('promoting the champion changes nothing', () => {
  const { route } = promote(empty, 1)
  expect(planPromotion(route, aVersion(1), 1)).toEqual({ outcome: 'unchanged' })
})

test('a revision other than the one in force is a conflict, also for the same version', () => {
  const { route } = promote(empty, 1)
  const conflict = { outcome: 'conflict', found: 1, expected: 7 }
  expect(planPromotion(route, aVersion(1), 7)).toEqual(conflict)
  expect(planPromotion(undefined, aVersion(1), 7)).toEqual({ ...conflict, found: 0 })
  expect(planRollback({ revision: 1, champion: aVersion(1) }, [], 7)).toEqual(conflict)
})

test('a second rollback goes further back and never to the version that was left', () => {
  let world = promote(promote(promote(empty, 1), 2), 3)
  world = rollBack(world)
  expect(world.route).toMatchObject({ champion: aVersion(2), standby: aVersion(1) })
  world = rollBack(world)
  expect(world.route?.champion).toEqual(aVersion(1))
  expect(world.route?.standby).toBeUndefined()
  expect(planRollback(world.route as RouteState, world.history, undefined)).toEqual({
    outcome: 'no-standby',
  })
})

test('after a rollback a new promotion has the restored version to go back to', () => {
  const world = promote(rollBack(promote(promote(empty, 1), 2)), 3)
  expect(world.route).toMatchObject({ champion: aVersion(3), standby: aVersion(1) })
  expect(rollBack(world).route?.standby).toBeUndefined()
})

test('a version that was left may be promoted again on purpose', () => {
  const world = promote(rollBack(promote(promote(empty, 1), 2)), 2)
  expect(world.route).toMatchObject({ champion: aVersion(2), standby: aVersion(1) })
})

type Step = { readonly promote: number } | 'back'

const steps = fc.array(
  fc.oneof(fc.record({ promote: fc.integer({ min: 1, max: 4 }) }), fc.constant<Step>('back')),
  { maxLength: 20 },
)

test('whatever came before, rollbacks never meet a version that was left since', () => {
  fc.assert(
    fc.property(steps, (before) => {
      let world = before.reduce<World>(
        (now, step) => (step === 'back' ? rollBack(now) : promote(now, step.promote)),
        empty,
      )
      const left = new Set<number>()
      while (world.route?.standby !== undefined) {
        left.add(world.route.champion.version)
        world = rollBack(world)
        expect(left.has(world.route?.champion.version ?? 0)).toBe(false)
        expect(world.route?.standby).not.toEqual(world.route?.champion)
      }
    }),
  )
})

test('the standby is always what a rollback makes champion, and revisions have no gaps', () => {
  fc.assert(
    fc.property(steps, (all) => {
      let world = empty
      for (const step of all) {
        const standby = world.route?.standby
        const before = world.route?.revision ?? 0
        const next = step === 'back' ? rollBack(world) : promote(world, step.promote)
        const moved = (next.route?.revision ?? 0) - before
        expect(moved === 0 || moved === 1).toBe(true)
        if (step === 'back' && moved === 1) expect(next.route?.champion).toEqual(standby)
        world = next
      }
    }),
  )
})
