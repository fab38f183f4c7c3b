import type { Client, ClientOptions, LogPlace, OutcomeRows, PushOptions } from './client.ts'
import { type Call, createExchange, type Exchange } from './exchange.ts'
import { listOf, objectWith } from './reply-shape.ts'

const status = objectWith('product', 'release', 'state', 'endpoints')
const model = listOf('name', 'versions')
const versionKeys = ['model', 'version', 'digest', 'aliases']
const aliasKeys = ['model', 'alias', 'version']
const endpointKeys = ['endpoint', 'route', 'contract']
const routeKeys = ['endpoint', 'revision', 'champion']
const change = objectWith('outcome', 'route')
const summaryKeys = ['id', 'model', 'recordedAt']
const backtest = objectWith('id', 'contenders', 'partitions', 'metrics')
const specification = objectWith('model', 'revision', 'digest', 'requirements')
const checkKeys = ['id', 'model', 'version', 'verdict']
const snapshotKeys = ['snapshot', 'number', 'digest']
const logPage = objectWith('records', 'next')
const logRecord = objectWith('kind', 'requestId', 'features', 'outputs')
const receipt = objectWith('accepted', 'quarantined', 'refused')
const verification = objectWith('outcome', 'head')

/**
 * A client of the server at `options.url`, on fetch alone: it runs in Node, browsers and workers.
 *
 * Every method rejects with a `ServerProblem` and nothing else: the server's own problem, or
 * `server-unreachable`, or `deadline-exceeded` after `options.deadlineMs`.
 */
export function createClient(options: ClientOptions): Client {
  const exchange = createExchange(options)
  return {
    status: () => exchange.json({ path: '/v1/status' }, status),
    ledger: (after) =>
      exchange.json(
        { path: '/v1/ledger', query: { after: after?.toString() } },
        listOf('seq', 'kind', 'hash'),
      ),
    verifyLedger: (head) =>
      exchange.json(
        post('/v1/ledger/verification', head === undefined ? {} : { head }),
        verification,
      ),
    ...registryCalls(exchange),
    ...endpointCalls(exchange),
    ...historyCalls(exchange),
    ...evaluationCalls(exchange),
    ...snapshotCalls(exchange),
  }
}

function registryCalls(exchange: Exchange) {
  return {
    models: () => exchange.json({ path: '/v1/models' }, model),
    versions: (name) => exchange.json({ path: versionsOf(name) }, listOf(...versionKeys)),
    version: (name, reference) =>
      exchange.json({ path: versionOf(name, reference) }, objectWith(...versionKeys)),
    package: (name, reference) => exchange.bytes({ path: `${versionOf(name, reference)}/package` }),
    push: (name, archive, push) =>
      exchange.json(pushCall(name, archive, push ?? {}), objectWith('outcome', 'version')),
    aliases: (name, at) =>
      exchange.json({ path: `${modelOf(name)}/aliases`, query: { at } }, listOf(...aliasKeys)),
    setAlias: (name, alias, request) =>
      exchange.json(
        { method: 'PUT', path: `${modelOf(name)}/aliases/${part(alias)}`, json: request },
        objectWith(...aliasKeys),
      ),
  } satisfies Partial<Client>
}

function endpointCalls(exchange: Exchange) {
  return {
    predict: (endpoint, request) =>
      exchange.json(
        { method: 'POST', path: `/predict/${part(endpoint)}`, json: request },
        objectWith('id', 'endpoint', 'predictions'),
      ),
    endpoints: () => exchange.json({ path: '/v1/endpoints' }, listOf(...endpointKeys)),
    endpoint: (name) => exchange.json({ path: endpointOf(name) }, objectWith(...endpointKeys)),
    routes: (name, at) =>
      exchange.json({ path: `${endpointOf(name)}/routes`, query: { at } }, listOf(...routeKeys)),
    promote: (name, request) =>
      exchange.json(post(`${endpointOf(name)}/promotions`, request), change),
    rollBack: (name, request) =>
      exchange.json(post(`${endpointOf(name)}/rollbacks`, request), change),
    log: (name, where) =>
      exchange.json({ path: `${endpointOf(name)}/log`, query: placeOf(where) }, logPage),
    logRecord: (name, prediction) =>
      exchange.json({ path: `${endpointOf(name)}/log/${part(prediction)}` }, logRecord),
  } satisfies Partial<Client>
}

function historyCalls(exchange: Exchange) {
  return {
    addOutcomes: (outcomes) => exchange.json(post('/outcomes', outcomes), receipt),
    addOutcomeRows: (body, rows) => exchange.json(outcomesCall(body, rows), receipt),
    queryLog: (query) =>
      exchange.json(post('/v1/history/queries', query), objectWith('columns', 'rows', 'isCut')),
    exportLog: (what) =>
      exchange.json(post('/v1/history/exports', what), objectWith('file', 'rows')),
    compactLog: () =>
      exchange.json(post('/v1/history/compactions', {}), objectWith('converted', 'merged')),
    coverage: (endpoint, name, asOf) =>
      exchange.json(
        { path: `${endpointOf(endpoint)}/coverage`, query: { name, asOf } },
        objectWith('ages', 'delays'),
      ),
    restatements: (endpoint, limit) =>
      exchange.json(
        { path: `${endpointOf(endpoint)}/restatements`, query: { limit: limit?.toString() } },
        objectWith('restatements', 'isCut'),
      ),
  } satisfies Partial<Client>
}

function evaluationCalls(exchange: Exchange) {
  return {
    recordBacktest: (result, by) =>
      exchange.json(
        { ...post('/v1/backtests', result), ...(by && { query: { by } }) },
        objectWith(...summaryKeys),
      ),
    backtests: (name) =>
      exchange.json({ path: '/v1/backtests', query: { model: name } }, listOf(...summaryKeys)),
    backtest: (id) => exchange.json({ path: `/v1/backtests/${part(id)}` }, backtest),
    specification: (name) => exchange.json({ path: specificationOf(name) }, specification),
    agreeSpecification: (name, request) =>
      exchange.json(post(specificationOf(name), request), objectWith('outcome', 'specification')),
    recordCheck: (check) => exchange.json(post('/v1/checks', check), objectWith(...checkKeys)),
    checks: (name) =>
      exchange.json({ path: '/v1/checks', query: { model: name } }, listOf(...checkKeys)),
    check: (id) =>
      exchange.json({ path: `/v1/checks/${part(id)}` }, objectWith('id', 'verdict', 'gates')),
    backtestReport: (id, format) =>
      exchange.bytes({ path: `/v1/backtests/${part(id)}/${reportFiles[format]}` }),
    checkReport: (id, format) =>
      exchange.bytes({ path: `/v1/checks/${part(id)}/${reportFiles[format]}` }),
  } satisfies Partial<Client>
}

function snapshotCalls(exchange: Exchange) {
  return {
    createSnapshot: (name, snapshot) =>
      exchange.json(post(snapshotsOf(name), snapshot), objectWith('outcome', 'snapshot')),
    snapshots: (name) =>
      exchange.json({ path: '/v1/snapshots', query: { name } }, listOf(...snapshotKeys)),
    snapshot: (name, reference) =>
      exchange.json(
        { path: `${snapshotsOf(name)}/${part(reference)}` },
        objectWith('snapshot', 'manifest', 'provenance'),
      ),
  } satisfies Partial<Client>
}

function placeOf(where: LogPlace): Readonly<Record<string, string>> {
  return 'last' in where ? { last: String(where.last) } : where
}

function pushCall(name: string, archive: Uint8Array, push: PushOptions): Call {
  const { reason, purpose, owner } = push
  const provenance = push.provenance === undefined ? undefined : JSON.stringify(push.provenance)
  const query = { reason, purpose, owner, provenance }
  return { method: 'POST', path: versionsOf(name), query, bytes: archive }
}

const reportFiles = { html: 'report', csv: 'report.csv', markdown: 'report.md' } as const

const contentTypes = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
  parquet: 'application/vnd.apache.parquet',
} as const

function outcomesCall(body: Uint8Array, { form, offset, ...query }: OutcomeRows): Call {
  return {
    ...{ method: 'POST', path: '/outcomes', bytes: body, contentType: contentTypes[form] },
    query: { ...query, offset: offset?.toString() },
  }
}

const part = encodeURIComponent
const post = (path: string, json: unknown): Call => ({ method: 'POST', path, json })
const modelOf = (name: string) => `/v1/models/${part(name)}`
const specificationOf = (name: string) => `${modelOf(name)}/specification`
const versionsOf = (name: string) => `${modelOf(name)}/versions`
const versionOf = (name: string, reference: string) => `${versionsOf(name)}/${part(reference)}`
const snapshotsOf = (name: string) => `/v1/snapshots/${part(name)}`
const endpointOf = (name: string) => `/v1/endpoints/${part(name)}`
