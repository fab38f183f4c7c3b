import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AccessLog } from './access-log.ts'
import { toOtlp } from './otlp-json.ts'
import { SpanExporter } from './span-exporter.ts'
import { parseTraceparent } from './trace-context.ts'
import type { Observed } from './types.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const parentSpanId = 'b7ad6b7169203331'

test('a traceparent is read as the W3C says', () => {
  const read = parseTraceparent(`00-${traceId}-${parentSpanId}-01`)
  expect(read).toEqual({ traceId, parentSpanId, isSampled: true })
  expect(parseTraceparent(`00-${traceId}-${parentSpanId}-00`)?.isSampled).toBe(false)
  expect(parseTraceparent(`42-${traceId}-${parentSpanId}-01-more`)?.traceId).toBe(traceId)
})

test('a traceparent that is none counts as absent', () => {
  const wrong = [
    undefined,
    '',
    traceId,
    `ff-${traceId}-${parentSpanId}-01`,
    `00-${'0'.repeat(32)}-${parentSpanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${parentSpanId}-01`,
    `00-${traceId}-${parentSpanId}-01-more`,
  ]
  expect(wrong.map((header) => parseTraceparent(header))).toEqual(wrong.map(() => undefined))
  fc.assert(fc.property(fc.string(), (text) => parseTraceparent(text) === undefined))
})

test('a request becomes a span of the server below the caller, and one of the answer below it', () => {
  const { resourceSpans } = JSON.parse(toOtlp([aRequest()], '0.1.0'))
  const [server, answer] = resourceSpans[0].scopeSpans[0].spans
  expect(server).toMatchObject({
    ...{ traceId, parentSpanId, spanId: '00f067aa0ba902b7', kind: 2 },
    name: 'POST /predict/{endpoint}',
    ...{ startTimeUnixNano: '1700000000000250000', endTimeUnixNano: '1700000000001500000' },
  })
  expect(server.attributes).toContainEqual({ key: 'ratchet.version', value: { intValue: '3' } })
  expect(server.status).toBeUndefined()
  expect(answer).toMatchObject({ traceId, parentSpanId: server.spanId, name: 'answer' })
  expect(answer.spanId).not.toBe(server.spanId)
})

test('a failure of the server is an error of its span', () => {
  const { resourceSpans } = JSON.parse(toOtlp([{ ...aRequest(), status: 503 }], '0.1.0'))
  expect(resourceSpans[0].scopeSpans[0].spans[0].status).toEqual({ code: 2 })
})

test('whatever the collector does, every sampled request is sent, dropped, failed or waiting', async () => {
  const outcomes = fc.array(fc.constantFrom('ok', 'refused', 'dead'), { maxLength: 10 })
  const rounds = fc.array(fc.nat(200), { minLength: 1, maxLength: 10 })
  await fc.assert(
    fc.asyncProperty(rounds, outcomes, async (counts, answers) => {
      let call = 0
      const exporter = anExporter(async () => {
        const answer = answers[call++] ?? 'ok'
        if (answer === 'dead') throw new Error('ECONNREFUSED')
        return answer === 'ok' ? 200 : 503
      })
      for (const count of counts) {
        for (let i = 0; i < count; i++) exporter.take(aRequest())
        await exporter.flush()
        const { taken, sent, dropped, failed } = exporter.counts
        expect(taken).toBe(sent + dropped + failed + exporter.waiting)
        expect(exporter.waiting).toBeLessThanOrEqual(100)
      }
    }),
    { numRuns: 50 },
  )
})

test('a collector that never answers takes no more than the queue', () => {
  const exporter = anExporter(() => new Promise(() => {}))
  for (let i = 0; i < 1000; i++) exporter.take(aRequest())
  expect(exporter.counts).toEqual({ taken: 1000, sent: 0, dropped: 900, failed: 0 })
})

test('requests of traces that are not sampled are not sent', () => {
  const exporter = anExporter(async () => 200)
  exporter.take({ ...aRequest(), trace: { traceId, parentSpanId, isSampled: false } })
  exporter.take({ ...aRequest(), trace: undefined })
  expect(exporter.counts.taken).toBe(0)
})

test('the access log has a line for each request, and every bad one whatever the sample', () => {
  const { log, lines } = aLog({ sample: 0 })
  log.take(aRequest())
  log.take({ ...aRequest(), status: 429, problem: 'rate-limited' })
  log.flush()
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      ...{ time: '2023-11-14T22:13:20.000250Z', msg: 'request', request: 'id' },
      ...{ method: 'POST', path: '/predict/flights', status: 429, ms: 1.25, bytes: 10 },
      ...{ endpoint: 'flights', version: 3, servedBy: 'champion', rows: 1 },
      ...{ problem: 'rate-limited', trace: traceId },
    },
  ])
})

test('a path with line ends and quotes stays one line', () => {
  const { log, lines } = aLog({ sample: 1 })
  log.take({ ...aRequest(), path: '/predict/"\r\n{"msg":"forged"}' })
  log.flush()
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '').msg).toBe('request')
})

test('a stream that takes no more costs lines, which are counted, and no memory', () => {
  const { log } = aLog({ sample: 1, isBlocked: true })
  for (let i = 0; i < 20_000; i++) log.take(aRequest())
  log.flush()
  for (let i = 0; i < 20_000; i++) log.take(aRequest())
  expect(log.written + log.dropped).toBe(40_000)
  expect(log.dropped).toBeGreaterThan(20_000)
})

function anExporter(post: () => Promise<number>): SpanExporter {
  return new SpanExporter({ post, later: () => () => {}, release: '0.1.0', mostWaiting: 100 })
}

function aLog({ sample, isBlocked = false }: { sample: number; isBlocked?: boolean }) {
  const lines: string[] = []
  const write = (text: string) => {
    lines.push(...text.trimEnd().split('\n'))
    return !isBlocked
  }
  const stream = { write, once: () => {} }
  const log = new AccessLog({ stream, sample, random: () => 0.5, soon: () => {} })
  return { log, lines }
}

function aRequest(): Observed {
  return {
    ...{ startMs: 1_700_000_000_000.25, readMs: 1_700_000_000_000.5 },
    ...{ answeredMs: 1_700_000_000_001, endMs: 1_700_000_000_001.5 },
    ...{ method: 'POST', path: '/predict/flights', protocol: 'predict', callerId: undefined },
    trace: { traceId, parentSpanId, isSampled: true },
    ...{ spanId: '00f067aa0ba902b7', requestId: 'id', endpoint: 'flights', version: 3 },
    ...{ servedBy: 'champion', rows: 1, status: 200, bytes: 10 },
  }
}
