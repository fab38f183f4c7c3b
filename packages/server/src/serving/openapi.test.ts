import type { Contract, Field } from '@ratchet-ml/scoring'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { promotionRoutes } from '../promotion/http.ts'
import { endpointPage } from './endpoint-page.ts'
import { servingRoutes } from './http.ts'
import { createEndpointOpenApi, createOpenApi } from './openapi.ts'
import { predictOperation } from './openapi-predict.ts'
import { flightsInputs, flightsPackage } from './testing/flights-package.ts'
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
      ...servingRoutes({
        serving,
        directory,
        logs: undefined,
        openApi: async () => ({}),
        openApiOf: (route) => route,
      }),
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
  expect(post.responses).not.toHaveProperty('431')
})

test('tells of what HTTP itself answers where a query may be long', () => {
  const { get } = document.paths['/v1/endpoints/{endpoint}/routes']
  expect(get.responses['431'].description).toContain('16 KiB')
  expect(document.paths['/predict/flights'].post.responses).toHaveProperty('431')
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

test('the document and that of one endpoint are valid OpenAPI 3.1', async () => {
  const [route] = await world.directory.list()
  if (route === undefined) throw new Error('There is no endpoint.')
  for (const one of [document, createEndpointOpenApi('0.1.0', route)]) {
    const validator = new Validator()
    expect(await validator.validate(JSON.parse(JSON.stringify(one)))).toEqual({ valid: true })
    expect(validator.version).toBe('3.1')
  }
  const broken = { ...document, paths: { '/v2': { get: { responses: 7 } } } }
  expect((await new Validator().validate(broken)).valid).toBe(false)
})

test('examples in CSV and NDJSON are answered too', async () => {
  const { content } = document.paths['/predict/flights'].post.requestBody
  for (const type of ['text/csv', 'application/x-ndjson']) {
    const reply = await world.post('/predict/flights', content[type].example, {
      'content-type': type,
    })
    expect(reply.status).toBe(200)
  }
})

test('an example in CSV quotes a level that is empty, as an empty cell would be a missing one', async () => {
  const inputs = flightsInputs.map((field) =>
    field.name === 'origin' ? { ...field, levels: ['', 'ABQ'] } : field,
  )
  await world.live('blank', await flightsPackage(1, { inputs }))
  const route = (await world.directory.list()).find(({ endpoint }) => endpoint === 'blank')
  if (route === undefined) throw new Error('There is no endpoint.')
  const { example } = csvOf(route.contract)
  const reply = await world.post('/predict/blank', example, { 'content-type': 'text/csv' })
  expect(reply.status).toBe(200)
})

test('rows with tensors have no example in CSV, whose cells hold no arrays', async () => {
  const { contract } = await flightsPackage(1)
  const tensors = [{ name: 'image', shape: [2] }]
  const inputs = [0, 1].map((i) => ({ ...(flightsInputs[0] as Field), name: `image[${i}]` }))
  expect(csvOf(contract)).toHaveProperty('example')
  expect(csvOf({ ...contract, inputs, tensors })).toEqual({ schema: { type: 'string' } })
})

function csvOf(contract: Contract) {
  const body = predictOperation('flights', contract)['requestBody']
  return (body as typeof document).content['text/csv']
}

test('the page of an endpoint names its fields, levels, ranges and answers, and no markup of others', async () => {
  const [route] = await world.directory.list()
  if (route === undefined) throw new Error('There is no endpoint.')
  const { contract } = route
  const [first, ...rest] = contract.inputs
  if (first === undefined) throw new Error('There is no field.')
  const named = { ...first, name: '<script>alert(1)</script>' }
  const page = endpointPage({ ...route, contract: { ...contract, inputs: [named, ...rest] } })
  expect(page).not.toContain('<script>')
  for (const word of ['&lt;script&gt;', 'ABQ', '0 to 5000', 'in mile', 'probability', 'on time']) {
    expect(page).toContain(word)
  }
})
