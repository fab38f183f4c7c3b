import type { VersionStatus } from '../lifecycle/types.ts'
import type { HistogramSeries, Series, Snapshot } from '../metrics.ts'
import type { Protocol } from './endpoint-meters.ts'
import type { EndpointEntry } from './table.ts'

const protocols: readonly Protocol[] = ['predict', 'v2']

/** Every metric of this process as it stands now. */
export function takeSnapshot(
  entries: readonly EndpointEntry[],
  versions: readonly VersionStatus[],
  lagSeconds: number,
  release: string,
): Snapshot {
  return {
    ratchet_requests_total: entries.flatMap(requestsOf),
    ratchet_predictions_total: entries.flatMap((entry) => predictionsOf(entry, versions)),
    ratchet_refused_total: entries.flatMap(({ name, meters }) =>
      [...meters.refused].map(([code, value]) => ({ labels: [name, code], value })),
    ),
    ratchet_fallbacks_total: entries.flatMap(fallbacksOf),
    ratchet_long_requests: entries.flatMap(({ name, gate: { load } }) => [
      { labels: [name, 'running'], value: load.running },
      { labels: [name, 'waiting'], value: load.waiting },
    ]),
    ratchet_request_duration_seconds: entries.flatMap(durationsOf),
    ratchet_row_tolerated_total: entries.flatMap(toleratedOf),
    ...logMetrics(entries),
    ratchet_version_state: versions.map(({ version, state }) => ({
      labels: [version.model, String(version.version), state],
      value: 1,
    })),
    ratchet_engine_resident_bytes: versions.flatMap(engineMemoryOf),
    ratchet_route_revision: entries.flatMap(({ name, live }) =>
      live === undefined ? [] : [{ labels: [name], value: live.route.revision }],
    ),
    ...processMetrics(lagSeconds, release),
  }
}

function engineMemoryOf(status: VersionStatus): readonly Series[] {
  if (status.state === 'failed' || status.engine?.memoryBytes === undefined) return []
  const { version, engine } = status
  const labels = [version.model, String(version.version), engine.runtime]
  return [{ labels, value: status.engine.memoryBytes }]
}

function requestsOf({ name, meters }: EndpointEntry): readonly Series[] {
  return protocols.flatMap((protocol) =>
    [...meters.requests[protocol]].map(([status, value]) => ({
      labels: [name, protocol, String(status)],
      value,
    })),
  )
}

/** A series goes when its version is no longer in memory. */
function predictionsOf(
  { name, arms }: EndpointEntry,
  versions: readonly VersionStatus[],
): readonly Series[] {
  return [...arms.values()]
    .filter(({ model, version }) =>
      versions.some((one) => one.version.model === model && one.version.version === version),
    )
    .map(({ model, version, arm, rows }) => ({
      labels: [name, model, String(version), arm],
      value: rows,
    }))
}

function fallbacksOf({ name, meters }: EndpointEntry): readonly Series[] {
  return [...meters.fallbacks].map(([key, value]) => ({
    labels: [name, ...key.split(' ')],
    value,
  }))
}

function durationsOf({ name, meters }: EndpointEntry): readonly HistogramSeries[] {
  return protocols.map((protocol) => ({
    labels: [name, protocol],
    histogram: meters.durations[protocol],
  }))
}

function toleratedOf({ name, reader: { counts } }: EndpointEntry): readonly Series[] {
  return [
    { labels: [name, 'missing'], value: counts.missing },
    { labels: [name, 'unknown-level'], value: counts.unknownLevels },
    { labels: [name, 'extra-key'], value: counts.extraKeys },
  ]
}

function logMetrics(entries: readonly EndpointEntry[]): Snapshot {
  const logs = entries.flatMap(({ name, log }) => (log === undefined ? [] : [{ name, log }]))
  const each = (key: 'pending' | 'unwaited' | 'syncFailures') =>
    logs.map(({ name, log }) => ({ labels: [name], value: log.counts[key] }))
  return {
    ratchet_log_records_total: logs.flatMap(({ name, log: { counts } }) => [
      { labels: [name, 'written'], value: counts.written },
      { labels: [name, 'dropped'], value: counts.dropped },
      { labels: [name, 'failed'], value: counts.failed },
      { labels: [name, 'sampled-out'], value: counts.sampledOut },
    ]),
    ratchet_log_pending_records: each('pending'),
    ratchet_log_unwaited_total: each('unwaited'),
    ratchet_log_sync_failures_total: each('syncFailures'),
  }
}

function processMetrics(lagSeconds: number, release: string): Snapshot {
  const { user, system } = process.cpuUsage()
  const one = (value: number) => [{ labels: [], value }]
  return {
    ratchet_event_loop_lag_seconds: one(lagSeconds),
    ratchet_process_resident_bytes: one(process.memoryUsage.rss()),
    ratchet_process_cpu_seconds_total: one((user + system) / 1e6),
    ratchet_info: [{ labels: [release], value: 1 }],
  }
}
