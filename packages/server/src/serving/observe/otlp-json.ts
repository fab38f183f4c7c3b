import type { Observed } from './types.ts'

type Value = { readonly stringValue: string } | { readonly intValue: string }

interface Attribute {
  readonly key: string
  readonly value: Value
}

const serverKind = 2
const internalKind = 1
const errorStatus = 2

/**
 * Spans of requests as OTLP/HTTP in JSON has them (opentelemetry-proto 1.x, `/v1/traces`): one of
 * the request, and one below it of making the answer.
 */
export function toOtlp(requests: readonly Observed[], release: string): string {
  const resource = [text('service.name', 'ratchet'), text('service.version', release)]
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: resource },
        scopeSpans: [
          { scope: { name: 'ratchet', version: release }, spans: requests.flatMap(spansOf) },
        ],
      },
    ],
  })
}

function spansOf(one: Observed): readonly object[] {
  if (one.trace === undefined) return []
  const { traceId, parentSpanId } = one.trace
  const server = {
    ...{ traceId, spanId: one.spanId, name: nameOf(one), kind: serverKind },
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    ...times(one.startMs, one.endMs),
    attributes: attributesOf(one),
    // HTTP conventions: 5xx is an error of the server's span, 4xx is none.
    ...(one.status >= 500 ? { status: { code: errorStatus } } : {}),
  }
  if (one.readMs === undefined || one.answeredMs === undefined) return [server]
  const answer = {
    ...{ traceId, spanId: childId(one.spanId), parentSpanId: one.spanId },
    ...{ name: 'answer', kind: internalKind, attributes: [] },
    ...times(one.readMs, one.answeredMs),
  }
  return [server, answer]
}

/** Never the path as it came: a name stands for many requests. */
function nameOf({ method, endpoint, protocol }: Observed): string {
  if (endpoint === undefined) return method
  return protocol === 'v2' ? `${method} /v2/models/{model}/infer` : `${method} /predict/{endpoint}`
}

function attributesOf(one: Observed): readonly Attribute[] {
  const found: (Attribute | undefined)[] = [
    text('http.request.method', one.method),
    text('url.path', one.path.slice(0, 200)),
    number('http.response.status_code', one.status),
    number('http.response.body.size', one.bytes),
    text('ratchet.request.id', one.requestId),
    text('ratchet.caller.request.id', one.callerId),
    text('ratchet.endpoint', one.endpoint),
    text('ratchet.model', one.model),
    number('ratchet.version', one.version),
    text('ratchet.served_by', one.servedBy),
    text('ratchet.fallback', one.fallback),
    number('ratchet.rows', one.rows),
    text('error.type', one.problem),
  ]
  return found.filter((attribute) => attribute !== undefined)
}

function text(key: string, value: string): Attribute
function text(key: string, value: string | undefined): Attribute | undefined
function text(key: string, value: string | undefined): Attribute | undefined {
  return value === undefined ? undefined : { key, value: { stringValue: value } }
}

function number(key: string, value: number | undefined): Attribute | undefined {
  return value === undefined ? undefined : { key, value: { intValue: String(value) } }
}

function times(startMs: number, endMs: number) {
  return { startTimeUnixNano: nanos(startMs), endTimeUnixNano: nanos(endMs) }
}

/** Whole microseconds are exact as a double; nanoseconds since 1970 are not. */
function nanos(ms: number): string {
  return `${Math.round(ms * 1000)}000`
}

/** Another id that needs no chance: the first bit of the parent's, turned over. */
function childId(spanId: string): string {
  const first = Number.parseInt(spanId.slice(0, 1), 16) ^ 8
  const id = first.toString(16) + spanId.slice(1)
  return /^0+$/.test(id) ? `${id.slice(0, -1)}1` : id
}
