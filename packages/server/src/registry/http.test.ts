import { packPackage } from '@ratchet-ml/scoring'
import type { Hono } from 'hono'
import { beforeEach, expect, test } from 'vitest'
import { createRouter } from '../platform/http-kit/router.ts'
import type { Surface } from '../platform/http-kit/types.ts'
import { silentLogger } from '../platform/logger.ts'
import { registryRoutes } from './http.ts'
import { type MemoryRegistry, memoryRegistry } from './testing/memory-registry.ts'
import { smallPackage } from './testing/small-package.ts'

const pkg = await smallPackage(1)
let memory: MemoryRegistry

beforeEach(() => {
  memory = memoryRegistry()
})

function router(...surfaces: readonly Surface[]): Hono {
  return createRouter({
    ...{ routes: registryRoutes(memory.registry), actor: 'os:ada', ids: memory.ids },
    ...{ surfaces: new Set(surfaces), logger: silentLogger, maximumBodyBytes: 1_000_000 },
  })
}

async function ask(path: string, init?: RequestInit) {
  const reply = await router('read', 'change').request(path, init)
  return { status: reply.status, body: (await reply.json()) as unknown }
}

const post = (query = '') =>
  ask(`/v1/models/flights/versions${query}`, { method: 'POST', body: packPackage(pkg) })

test('takes a push and answers with the version, its times in RFC 3339', async () => {
  const provenance = encodeURIComponent('{"by":"train.py"}')
  const pushed = await post(`?purpose=late&owner=ada&provenance=${provenance}`)
  expect(pushed).toEqual({
    status: 200,
    body: {
      outcome: 'created',
      version: {
        ...{ model: 'flights', version: 1, digest: pkg.digest, format: 'test', aliases: [] },
        ...{ task: 'regression', sizeBytes: packPackage(pkg).length, createdBy: 'os:ada' },
        ...{ createdAt: '2026-01-01T00:00:00.000000Z', provenance: { by: 'train.py' } },
      },
    },
  })
  expect((await ask('/v1/models')).body).toEqual([
    {
      ...{ name: 'flights', purpose: 'late', owner: 'ada', versions: 1, latest: 1 },
      createdAt: '2026-01-01T00:00:00.000000Z',
    },
  ])
})

test('gives the package as the bytes of an archive, by digest too', async () => {
  await post()
  for (const reference of ['1', encodeURIComponent(pkg.digest)]) {
    const reply = await router('read').request(`/v1/models/flights/versions/${reference}/package`)
    expect(reply.headers.get('content-type')).toBe('application/zip')
    expect(Buffer.compare(Buffer.from(await reply.arrayBuffer()), packPackage(pkg))).toBe(0)
  }
})

test('takes no push and no alias where only reading is allowed', async () => {
  const readOnly = router('read')
  for (const [method, path] of [
    ['POST', '/v1/models/flights/versions'],
    ['PUT', '/v1/models/flights/aliases/best'],
  ] as const) {
    const reply = await readOnly.request(path, { method, body: '{}' })
    expect(reply.status).toBe(403)
    expect(await reply.json()).toMatchObject({ code: 'change-refused' })
  }
  expect(await memory.registry.models()).toEqual([])
})

test.each([
  ['?provenance=%7B', 'request-invalid', 'not JSON'],
  ['?provenance=%7B%22byy%22%3A%22x%22%7D', 'request-invalid', 'byy'],
  ['?raeson=x', 'request-invalid', 'raeson'],
])('refuses a push with %s', async (query, code, detail) => {
  const { status, body } = await post(query)
  expect(status).toBe(400)
  expect(body).toMatchObject({ code, detail: expect.stringContaining(detail) })
  expect(await memory.registry.models()).toEqual([])
})

test('a body that is no JSON is refused without a word of it', async () => {
  await post()
  const reply = await ask('/v1/models/flights/aliases/best', {
    method: 'PUT',
    body: '{"a":hunter2}',
  })
  expect([reply.status, reply.body]).toMatchObject([400, { code: 'body-malformed' }])
  expect(JSON.stringify(reply.body)).not.toContain('hunter2')
})

test('answers what an alias was at a time, and refuses what is no time', async () => {
  await post()
  const set = { method: 'PUT', body: JSON.stringify({ version: 1, reason: 'reviewed' }) }
  expect((await ask('/v1/models/flights/aliases/best', set)).body).toEqual({
    ...{ model: 'flights', alias: 'best', version: 1, validFrom: '2026-01-01T00:00:00.000000Z' },
  })
  const at = (time: string) => ask(`/v1/models/flights/aliases?at=${encodeURIComponent(time)}`)
  expect((await at('2025-12-31T23:59:59.999999Z')).body).toEqual([])
  expect((await at('2026-01-01T01:00:00+01:00')).body).toHaveLength(1)
  expect(await at('yesterday')).toMatchObject({ status: 400, body: { code: 'request-invalid' } })
})

test('answers 404 with what there is instead', async () => {
  expect(await ask('/v1/models/flights')).toMatchObject({
    status: 404,
    body: { code: 'model-not-found', detail: 'There is no model "flights"; there is none yet.' },
  })
})
