import type { ServerConfig } from '@ratchet-ml/protocol'
import type { Later } from '../lifecycle/shelf.ts'
import type { Snapshot } from '../metrics.ts'
import { AccessLog, type AccessLogOptions } from './access-log.ts'
import { Observer } from './observer.ts'
import { SpanExporter } from './span-exporter.ts'
import type { ObservationSink } from './types.ts'

export interface ObserverParts {
  readonly config: Pick<ServerConfig, 'accessLog' | 'traces'>
  /** Where the lines of the access log go. */
  readonly stream: AccessLogOptions['stream']
  readonly later: Later
  readonly random: () => number
  readonly release: string
}

/** Everything that looks at requests, if anything does. */
export interface Observation {
  readonly observer: Observer
  metrics(): Snapshot
  /** Sends what waits, as far as it can be sent at once. */
  close(): Promise<void>
}

/** @returns `undefined` where neither access log nor traces are wanted: then nothing is spent */
export function createObserver(parts: ObserverParts): Observation | undefined {
  const { config, later, random, release, stream } = parts
  const { accessLog, traces } = config
  const log =
    accessLog &&
    new AccessLog({ stream, sample: accessLog.sample, random, soon: (run) => later(50, run) })
  const spans =
    traces && new SpanExporter({ post: poster(traces.url, traces.headers), later, release })
  const sinks: ObservationSink[] = [log, spans].filter((sink) => sink !== undefined)
  if (sinks.length === 0) return undefined
  return {
    observer: new Observer({
      ...{ sinks, random },
      ...(traces === undefined ? {} : { traceSample: traces.sample }),
    }),
    metrics: () => ({ ...logMetrics(log), ...spanMetrics(spans) }),
    close: async () => {
      log?.flush()
      await spans?.flush()
    },
  }
}

function poster(url: string, headers: Readonly<Record<string, string>>) {
  return async (body: string, signal: AbortSignal): Promise<number> => {
    const reply = await fetch(url, {
      ...{ method: 'POST', body, signal, redirect: 'error' },
      headers: { 'content-type': 'application/json', ...headers },
    })
    await reply.body?.cancel()
    return reply.status
  }
}

function logMetrics(log: AccessLog | undefined): Snapshot {
  if (log === undefined) return {}
  return {
    ratchet_access_log_lines_total: [
      { labels: ['written'], value: log.written },
      { labels: ['dropped'], value: log.dropped },
    ],
  }
}

function spanMetrics(spans: SpanExporter | undefined): Snapshot {
  if (spans === undefined) return {}
  return {
    ratchet_traced_requests_total: (['sent', 'dropped', 'failed'] as const).map((outcome) => ({
      labels: [outcome],
      value: spans.counts[outcome],
    })),
  }
}
