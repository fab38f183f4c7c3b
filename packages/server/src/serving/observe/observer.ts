import { randomFillSync } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { callerRequestId } from '../../platform/http-kit/request-id.ts'
import { epochMs } from '../engines/types.ts'
import { countBody } from './count-body.ts'
import { newTrace, parseTraceparent } from './trace-context.ts'
import type { Observation, ObservationSink } from './types.ts'

export interface ObserverOptions {
  readonly sinks: readonly ObservationSink[]
  /** Share of the requests without a trace of their own that are traced; absent: nothing is. */
  readonly traceSample?: number
  readonly random: () => number
}

/** Watches requests from their head to the end of their reply. Exists only where somebody looks. */
export class Observer {
  readonly #options: ObserverOptions
  readonly #open = new WeakMap<IncomingMessage, Observation>()

  constructor(options: ObserverOptions) {
    this.#options = options
  }

  begin(req: IncomingMessage, res: ServerResponse): void {
    const observation = this.#observe(req)
    this.#open.set(req, observation)
    const bodyBytes = countBody(res)
    res.once('close', () => {
      const status = res.headersSent ? res.statusCode : 0
      const observed = { ...observation, endMs: epochMs(), status, bytes: bodyBytes() }
      for (const sink of this.#options.sinks) sink.take(observed)
    })
  }

  /** What is known of a request so far, to be added to. */
  of(req: IncomingMessage): Observation | undefined {
    return this.#open.get(req)
  }

  #observe(req: IncomingMessage): Observation {
    const { traceSample, random } = this.#options
    const { url = '/', method = '', headers } = req
    const query = url.indexOf('?')
    const trace =
      traceSample === undefined
        ? undefined
        : (parseTraceparent(headerText(headers['traceparent'])) ??
          newTrace(random() < traceSample, randomHex))
    return {
      startMs: epochMs(),
      method,
      path: query === -1 ? url : url.slice(0, query),
      callerId: callerRequestId(headers['x-request-id']),
      trace,
      spanId: trace?.isSampled === true ? randomHex(16) : '',
    }
  }
}

function headerText(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined
}

const bytes = new Uint8Array(4096)
let used = bytes.length

/** Random digits, drawn from the system many at a time. */
function randomHex(digits: number): string {
  const count = digits / 2
  if (used + count > bytes.length) {
    randomFillSync(bytes)
    used = 0
  }
  let hex = ''
  for (let i = 0; i < count; i++) {
    hex += (bytes[used + i] as number).toString(16).padStart(2, '0')
  }
  used += count
  return hex
}
