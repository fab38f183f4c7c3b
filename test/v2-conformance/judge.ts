import { isDeepStrictEqual } from 'node:util'
import type { Expect, Reply } from './types.ts'

/** What is wrong with a reply, or nothing. */
export function judge(
  reply: Reply,
  expect: Expect,
  others: readonly Reply[] = [],
): string | undefined {
  return (
    statusFault(reply, expect.status) ??
    (expect.error === true ? errorFault(reply) : undefined) ??
    (expect.hides !== undefined && reply.text.includes(expect.hides)
      ? 'repeats the value that was sent'
      : undefined) ??
    jsonFault(reply, expect) ??
    headerFault(reply, expect.headers ?? {}) ??
    (expect.withinMs !== undefined && reply.ms > expect.withinMs
      ? `took ${Math.round(reply.ms)} ms`
      : undefined) ??
    ruleFault(reply, expect, others)
  )
}

/** A reply that a rule cannot even read is wrong too. */
function ruleFault(reply: Reply, { rule }: Expect, others: readonly Reply[]): string | undefined {
  try {
    return rule?.(reply, others)
  } catch {
    return 'the reply has another form than it must have'
  }
}

function statusFault({ status, text }: Reply, wanted: Expect['status']): string | undefined {
  const isFine =
    wanted === undefined
      ? status >= 200 && status < 500
      : wanted === '4xx'
        ? status >= 400 && status < 500
        : [wanted].flat().includes(status)
  if (isFine) return undefined
  return `status ${status}, expected ${wanted ?? 'no 5xx'}: ${text.slice(0, 120)}`
}

function errorFault({ json, headers, text }: Reply): string | undefined {
  const isShape =
    typeof json === 'object' &&
    json !== null &&
    Object.keys(json).length === 1 &&
    typeof at(json, 'error') === 'string' &&
    at(json, 'error') !== ''
  if (!isShape) return `the error has another shape than {"error": text}: ${text.slice(0, 120)}`
  return /json/.test(headers['content-type'] ?? '')
    ? undefined
    : 'the error is not declared as JSON'
}

function jsonFault({ json }: Reply, { json: values = {}, types = {} }: Expect): string | undefined {
  for (const [path, value] of Object.entries(values)) {
    if (!isDeepStrictEqual(at(json, path), value)) {
      return `${path} is ${short(at(json, path))}, expected ${short(value)}`
    }
  }
  for (const [path, type] of Object.entries(types)) {
    if (typeOf(at(json, path)) !== type) return `${path} is no ${type}`
  }
  return undefined
}

function headerFault(
  { headers }: Reply,
  wanted: Readonly<Record<string, RegExp>>,
): string | undefined {
  for (const [name, pattern] of Object.entries(wanted)) {
    if (!pattern.test(headers[name] ?? '')) return `the header ${name} is ${headers[name]}`
  }
  return undefined
}

/** The member at a dotted path. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((one, key) => {
    if (typeof one !== 'object' || one === null) return undefined
    return (one as Readonly<Record<string, unknown>>)[key]
  }, value)
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
}

function short(value: unknown): string {
  return (JSON.stringify(value) ?? 'absent').slice(0, 80)
}
