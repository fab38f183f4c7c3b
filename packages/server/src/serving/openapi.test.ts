import { afterAll, beforeAll, expect, test } from 'vitest'
import { promotionRoutes } from '../promotion/http.ts'
import { servingRoutes } from './http.ts'
import { createOpenApi } from './openapi.ts'
import { flightsPackage } from './testing/flights-package.ts'
import { openWorld, type World } from './testing/world.ts'

let world: World
// biome-ignore lint/suspicious/noExplicitAny: a document without a static shape
let document: any

beforeAll(async () => {
  world = await openWorld()
  await world.live('flights', await flightsPackage(1))
  const { serving, directory, promotion } = world
  document = createOpenApi({
    release: '0.1.0',
    routes: [
      ...servingRoutes({ serving, directory, logs: undefined, openApi: async () => ({}) }),
      ...promotionRoutes(promotion),
    ],
    endpoints: await directory.list(),
  })
})
afterAll(() => world.close())

test('names every declared route with its parameters and problems', () => {
  const { post } = document.paths['/v1/endpoints/{endpoint}/promotions']
  expect(post.parameters).toMatchObject([{ name: 'endpoint', in: 'path', required: true }])
  expect(post.requestBody.content['application/json'].schema.required).toEqual(['model', 'version'])
  expect(post.responses['409'].description).toContain('revision-conflict')
})

test('describes the rows of a live endpoint by its contract', () => {
  const { post } = document.paths['/predict/flights']
  const { schema } = post.requestBody.content['application/json']
  const { properties, required } = schema.properties.rows.items
  expect(required).toEqual(['origin', 'seats'])
  expect(properties.origin).toEqual({ enum: ['ABQ', 'JFK', 'SFO'] })
  expect(properties.distance).toEqual({
    anyOf: [{ type: 'number', minimum: 0, maximum: 5000 }, { type: 'null' }],
    description: 'In mile.',
  })
})

test('its examples are answered', async () => {
  for (const path of ['/predict/flights', '/v2/models/flights/infer']) {
    const { example } = document.paths[path].post.requestBody.content['application/json']
    expect((await world.post(path, example)).status).toBe(200)
  }
})

test('operations have ids of their own', () => {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path as object))
  const ids = operations.map((operation) => operation.operationId)
  expect(new Set(ids).size).toBe(ids.length)
})
