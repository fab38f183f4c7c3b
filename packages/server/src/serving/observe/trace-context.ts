import type { TraceContext } from './types.ts'

const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** What a `traceparent` header says; `undefined` when it is absent or not valid. */
export function parseTraceparent(header: string | undefined): TraceContext | undefined {
  const match = header === undefined ? null : form.exec(header)
  if (match === null) return undefined
  const [, version, traceId = '', parentSpanId = '', flags = '00', rest] = match
  if (version === 'ff' || /^0+$/.test(traceId) || /^0+$/.test(parentSpanId)) return undefined
  // Later versions may say more behind; the first says nothing more.
  if (version === '00' && rest !== undefined) return undefined
  return { traceId, parentSpanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

/** A context of its own, for a request that brought none. */
export function newTrace(isSampled: boolean, randomHex: (digits: number) => string): TraceContext {
  return { traceId: randomHex(32), parentSpanId: undefined, isSampled }
}
